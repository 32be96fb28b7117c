import CallFlow
import CompanyNumbers
import Delivery
import Foundation
import HTTPTransport
import Logging
import Observability
import OktaAPI
import PhoneNumbers
import ServiceLifecycle
import Store
import TwiML
import TwilioAPI
import Web

extension VoicegateService {
    /// What `serve` cannot do without; the settings were checked for it.
    struct Essentials {
        let publicURL: String
        let okta: OktaSettings
        let twilio: TwilioSettings

        init(_ settings: Settings) throws(StartFault) {
            guard let publicURL = settings.server.publicURL, let okta = settings.okta, let twilio = settings.twilio
            else {
                throw StartFault(["PUBLIC_URL, Okta's and Twilio's settings are needed; run voicegate check"])
            }
            self.publicURL = publicURL
            self.okta = okta
            self.twilio = twilio
        }
    }

    /// What the routes are made of, opened and not yet wired.
    struct Parts {
        let settings: Settings
        let essentials: Essentials
        let templates: TemplateLibrary
        let store: SQLStore
        let signer: JWTHandoffSigner
        let transport: AsyncHTTPTransport
        let instance = UUID().uuidString
        let okta: Okta
        let gate: SignatureGate
        let logger: Logger

        /// Opens the database and checks the templates.
        init(_ settings: Settings, logger: Logger) async throws(StartFault) {
            self.settings = settings
            self.logger = logger
            essentials = try Essentials(settings)
            templates = try loadTemplates(settings.call)
            warnOf(templates, logger)
            store = try await openStore(settings.storage)
            signer = try await makeSigner(settings.agent, store: store, publicURL: essentials.publicURL)
            transport = AsyncHTTPTransport()
            do {
                okta = try Okta(essentials.okta, transport: transport, scopes: .serving)
            } catch {
                await Self.close(transport, store)
                throw error
            }
            gate = SignatureGate(
                signature: WebhookSignature(essentials.twilio), publicURL: essentials.publicURL,
                asWritten: settings.server.publicURLAsWritten)
        }

        /// Closes what was opened, when it comes to nothing.
        func close() async { await Self.close(transport, store) }

        private static func close(_ transport: AsyncHTTPTransport, _ store: SQLStore) async {
            await transport.shutdown()
            await store.close()
        }

        /// What takes calls through their steps.
        func driver(_ watcher: PushWatcher) -> CallDriver {
            let renderer = PromptRenderer(
                templates: templates, publicURL: essentials.publicURL, customer: settings.call.customerName,
                agent: settings.agent.destination.map(AgentDestination.init),
                ownNumber: essentials.twilio.phoneNumber?.e164, signer: signer)
            let ports = CallPorts(
                directory: okta.directory(settings, logger), challenger: okta.challenger(settings, logger),
                accounts: accounts(settings.agent, transport, logger), store: store, failures: store, leases: store,
                journal: StoreJournal(trail: AuditTrail(store: store, logger: logger)),
                live: TwilioLiveCalls(twilio: twilio(essentials.twilio, transport), logger: logger), signer: signer)
            return CallDriver(
                policy: CallPolicy(settings), ports: ports, renderer: renderer,
                settings: CallDriverSettings(settings, instance: instance, templates: templates), watcher: watcher,
                meter: CallMeter())
        }

        /// Okta's hooks and the reports of providers.
        func hooks() throws(StartFault) -> Hooks {
            try Hooks(
                settings, stores: HookStores(deliveries: store, ledger: store, breakers: store, outbox: store),
                journal: StoreDeliveryJournal(trail: AuditTrail(store: store, logger: logger)), templates: templates,
                gate: gate, instance: instance, transport: transport, logger: logger)
        }

        /// What operators and their machines ask.
        func operations(_ metrics: PrometheusRegistry, drain: DrainFlag) -> OperationsController {
            let meter = DatabaseMeter()
            return OperationsController(
                checks: [ReadinessCheck("database", problem: databaseProblem(settings.storage, store))], drain: drain,
                keySet: signer.keySet,
                metrics: { [store] in
                    meter.record(store.load)
                    return metrics.render()
                })
        }

        /// What keeps database and memory small.
        func housekeeping() -> [any Service] {
            [
                StoreSweeper(store: store, failureWindow: settings.call.lockoutWindow / .seconds(1), logger: logger),
                MemoryKeeper(logger: logger),
            ]
        }

        /// The background work on company numbers, where the settings ask for it.
        func numbersSync() -> [any Service] {
            VoicegateService.numbersSync(
                settings, essentials, okta, store: store, transport: transport, logger: logger)
        }
    }

    private static func warnOf(_ templates: TemplateLibrary, _ logger: Logger) {
        for warning in templates.warnings {
            logger.warning("template", metadata: ["where": "\(warning.file)", "what": "\(warning)"])
        }
    }

    /// Loads and checks the templates.
    static func loadTemplates(_ settings: CallSettings) throws(StartFault) -> TemplateLibrary {
        let library: TemplateLibrary
        do {
            library = try TemplateLibrary.load(
                directory: settings.templatesDirectory,
                contracts: TemplateContract.callSteps + TemplateContract.codeCalls + ForwardingTemplate.contracts,
                requiredLanguages: [])
        } catch {
            throw StartFault(error.faults.map(\.description))
        }
        guard library.language(matching: settings.defaultLanguage) != nil else {
            throw StartFault([
                "DEFAULT_LANGUAGE \(settings.defaultLanguage) has no templates; set one of "
                    + library.languages.joined(separator: ", ")
            ])
        }
        return library
    }

    static func openStore(_ settings: StorageSettings) async throws(StartFault) -> SQLStore {
        do {
            let given = try settings.dataKey.map { try DataKey(base64: Data($0.revealed).base64EncodedString()) }
            switch settings.database {
            case .sqlite(let path):
                if let fault = SQLitePlace(path).fault { throw StartFault(["DATABASE_URL: \(fault)"]) }
                return try await SQLStore.openSQLite(at: path, key: given ?? DataKey.keptBeside(databaseAt: path))
            case .postgres(let url):
                guard case .postgres(let location) = try StoreLocation(url.revealed), let given else {
                    throw StartFault(["DATA_KEY is missing; make one with: openssl rand -base64 32"])
                }
                return try await SQLStore.openPostgres(at: location, key: given)
            }
        } catch let fault as StartFault {
            throw fault
        } catch {
            throw StartFault(["DATABASE_URL: \((error as? StoreError)?.message ?? "\(error)")"])
        }
    }

    private static func makeSigner(
        _ settings: AgentSettings, store: SQLStore, publicURL: String
    ) async throws(StartFault) -> JWTHandoffSigner {
        do {
            let key: String
            if let given = settings.handoffKey {
                key = given.revealed
            } else {
                let kept = try await store.value(named: "handoff-key") { Data(JWTHandoffSigner.makeKey().utf8) }
                key = String(decoding: kept, as: UTF8.self)
            }
            return try await JWTHandoffSigner(
                privateKeyPEM: key, issuer: publicURL, audience: settings.handoffAudience)
        } catch {
            throw StartFault(["HANDOFF_KEY: the key of hand-off tokens cannot be used: \(error)"])
        }
    }

    private static func accounts(
        _ settings: AgentSettings, _ transport: AsyncHTTPTransport, _ logger: Logger
    ) -> any AccountDirectory {
        guard let url = settings.accountAPIURL else { return NoAccounts() }
        return HTTPAccountDirectory(baseURL: url, transport: transport, logger: logger)
    }

    static func twilio(_ settings: TwilioSettings, _ transport: any HTTPTransport) -> TwilioClient {
        TwilioClient(
            accountSID: settings.accountSID, credentials: settings.credentials, baseURL: settings.apiURL,
            transport: transport)
    }
}
