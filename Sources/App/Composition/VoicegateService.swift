import CallFlow
import CompanyNumbers
import Delivery
import Foundation
import HTTPTransport
import Hummingbird
public import Logging
public import Observability
import OktaAPI
import PhoneNumbers
import ServiceLifecycle
import Store
import TwiML
import TwilioAPI
import Web

/// The service, put together from its settings: the one place where adapters meet ports.
public struct VoicegateService: Sendable {
    let publicSide: PublicPath<RouterResponder<AppContext>>
    let adminSide: RouterResponder<AppContext>
    let settings: Settings
    let background: [any Service]
    let drain: DrainFlag
    let store: SQLStore
    let transport: AsyncHTTPTransport
    let logger: Logger
}

extension VoicegateService {
    /// Builds the service: opens the database, checks the templates, wires everything.
    ///
    /// - Parameters:
    ///   - settings: Checked settings that `serve` can start with.
    ///   - metrics: Where `/metrics` comes from; the metrics system has been bootstrapped with it.
    ///   - logger: For everything that is no request's.
    /// - Returns: The service, ready to run.
    /// - Throws: ``StartFault``.
    public static func build(
        _ settings: Settings, metrics: PrometheusRegistry, logger: Logger
    ) async throws(StartFault) -> VoicegateService {
        let essentials = try Essentials(settings)
        let templates = try loadTemplates(settings.call)
        warnOf(templates, logger)
        let store = try await openStore(settings.storage)
        let signer = try await makeSigner(settings.agent, store: store, publicURL: essentials.publicURL)
        let transport = AsyncHTTPTransport()
        let instance = UUID().uuidString
        let okta = try Okta(essentials.okta, transport: transport, scopes: .serving)
        let watcher = PushWatcher(instance: instance, publicURL: essentials.publicURL, pace: okta.pace)
        let renderer = PromptRenderer(
            templates: templates, publicURL: essentials.publicURL, customer: settings.call.customerName,
            agent: settings.agent.destination.map(AgentDestination.init),
            ownNumber: settings.twilio?.phoneNumber?.e164, signer: signer)
        let ports = CallPorts(
            directory: okta.directory(settings, logger), challenger: okta.challenger(settings, logger),
            accounts: accounts(settings.agent, transport, logger), store: store, failures: store, leases: store,
            journal: StoreJournal(trail: AuditTrail(store: store, logger: logger)),
            live: TwilioLiveCalls(twilio: twilio(essentials.twilio, transport), logger: logger), signer: signer)
        let driver = CallDriver(
            policy: CallPolicy(settings), ports: ports, renderer: renderer,
            settings: CallDriverSettings(settings, instance: instance, templates: templates), watcher: watcher,
            meter: CallMeter())
        let (drain, meter) = (DrainFlag(), DatabaseMeter())
        let operations = OperationsController(
            checks: [ReadinessCheck("database", problem: databaseProblem(settings.storage, store))], drain: drain,
            keySet: signer.keySet,
            metrics: {
                meter.record(store.load)
                return metrics.render()
            })
        let publicSide = router()
        let gate = SignatureGate(
            signature: WebhookSignature(essentials.twilio), publicURL: essentials.publicURL,
            asWritten: settings.server.publicURLAsWritten)
        VoiceController(driver: driver, gate: gate, defaultRegion: settings.call.defaultRegion).addRoutes(
            to: publicSide)
        let hooks = try Hooks(
            settings, stores: HookStores(deliveries: store, ledger: store, breakers: store, outbox: store),
            journal: StoreDeliveryJournal(trail: AuditTrail(store: store, logger: logger)),
            templates: templates, gate: gate, instance: instance, transport: transport, logger: logger)
        hooks.addRoutes(to: publicSide)
        let recordings = addForwarding(
            to: publicSide, settings, essentials, okta: okta, store: store, templates: templates,
            transport: transport, gate: gate, logger: logger)
        operations.addPublicRoutes(to: publicSide)
        let adminSide = router()
        operations.addAdminRoutes(to: adminSide)
        addConsole(settings, store: store, logger: logger, to: adminSide)
        return VoicegateService(
            publicSide: PublicPath(
                SplitURL(essentials.publicURL)?.target ?? "", routes: publicSide.routes.map { "\($0.path)" },
                inner: publicSide.buildResponder()),
            adminSide: adminSide.buildResponder(), settings: settings,
            background: [
                StoreSweeper(store: store, failureWindow: settings.call.lockoutWindow / .seconds(1), logger: logger),
                MemoryKeeper(logger: logger), watcher, hooks.worker, recordings,
            ] + numbersSync(settings, essentials, okta, store: store, transport: transport, logger: logger),
            drain: drain, store: store, transport: transport, logger: logger)
    }

    private static func router() -> Router<AppContext> {
        let router = Router(context: AppContext.self)
        router.add(middleware: Arrivals())
        router.add(middleware: RequestTracing())
        router.add(middleware: RequestLog())
        return router
    }

    private static func addConsole(
        _ settings: Settings, store: SQLStore, logger: Logger, to router: Router<AppContext>
    ) {
        guard let password = settings.operators.consolePassword else { return }
        let lockout = (settings.call.lockoutFailures, settings.call.lockoutWindow / .seconds(1))
        ConsoleController(
            gate: ConsoleGate(password: password.revealed), source: StoreConsole(store: store, lockout: lockout),
            logger: logger
        ).addRoutes(to: router)
    }

    private static func warnOf(_ templates: TemplateLibrary, _ logger: Logger) {
        for warning in templates.warnings {
            logger.warning("template", metadata: ["where": "\(warning.file)", "what": "\(warning)"])
        }
    }
}

// MARK: - Parts

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

/// Why the service does not start: each line names the setting or file and the mend.
public struct StartFault: Error, CustomStringConvertible {
    /// One line a fault.
    public let lines: [String]
    /// Whether a setting or a template has to be mended; if not, the world stands in the way.
    public let isSetting: Bool

    init(_ lines: [String], isSetting: Bool = true) {
        self.lines = lines
        self.isSetting = isSetting
    }

    /// All lines together.
    public var description: String { lines.joined(separator: "\n") }
}
