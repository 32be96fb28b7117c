import Delivery
import Foundation
import HTTPTransport
import Hummingbird
import Logging
import PhoneNumbers
import Store
import TwiML
import Web

/// Okta's hooks and what comes back from providers, put together.
struct Hooks: Sendable {
    let delivery: HookDelivery
    let tokens: BearerTokens?
    private let telephony: TelephonyHookController
    private let events: EventHookController
    private let reports: ReportsController
    private let codeCalls: CodeCallController

    /// Puts the hooks together.
    ///
    /// - Parameters:
    ///   - settings: All settings.
    ///   - stores: Where delivery keeps its state.
    ///   - journal: Hears what an auditor will ask for.
    ///   - templates: The words of calls.
    ///   - gate: Checks Twilio's signatures.
    ///   - instance: Names this process.
    ///   - transport: What sends.
    ///   - logger: For all that is no request's.
    init(
        _ settings: Settings, stores: HookStores, journal: any DeliveryJournal, templates: TemplateLibrary,
        gate: SignatureGate, instance: String, transport: any HTTPTransport, logger: Logger
    ) throws(StartFault) {
        let hooks = settings.hooks
        let publicURL = settings.server.publicURL ?? ""
        tokens = hooks.oauth.map { oauth in
            BearerTokens(
                rules: BearerRules(issuer: oauth.issuer, audience: oauth.audience, scope: oauth.scope),
                transport: transport, budget: hooks.budget, logger: logger)
        }
        let credentials = HookCredentials(
            headerName: hooks.headerName, headerSecrets: hooks.headerSecrets.map(\.revealed),
            basic: hooks.basic.map { (user: $0.user, secret: $0.secret.revealed) })
        let hookGate = HookGate(credentials: credentials, tokens: tokens)
        let script = TemplateVoiceScript(
            templates: templates, publicURL: publicURL, customer: settings.call.customerName,
            defaultLanguage: templates.language(matching: settings.call.defaultLanguage)
                ?? settings.call.defaultLanguage)
        delivery = HookDelivery(
            try HookDeliverySettings(settings, publicURL: publicURL), stores: stores, script: script, journal: journal,
            instance: instance, transport: transport, logger: logger)
        telephony = TelephonyHookController(
            gate: hookGate, deliverer: delivery.deliverer,
            settings: TelephonyHookSettings(
                budget: hooks.budget, suppressesRefused: hooks.onBlocked == .suppress,
                defaultRegion: settings.call.defaultRegion))
        events = EventHookController(gate: hookGate, usage: delivery.usage)
        reports = ReportsController(
            gate: gate, secret: settings.delivery.reportsSecret?.revealed, handler: delivery.reports)
        codeCalls = CodeCallController(
            gate: gate, script: script, keeper: delivery.keeper, unwanted: delivery.unwanted)
    }

    /// Adds the routes of all of them.
    func addRoutes(to router: Router<AppContext>) {
        telephony.addRoutes(to: router)
        events.addRoutes(to: router)
        reports.addRoutes(to: router)
        codeCalls.addRoutes(to: router)
    }

    /// What works behind them.
    var worker: HookWorker { HookWorker(delivery: delivery, tokens: tokens) }
}

extension HookDeliverySettings {
    init(_ settings: Settings, publicURL: String) throws(StartFault) {
        self.init()
        let section = settings.delivery
        providers = try Self.providers(settings, publicURL)
        sms = section.sms.preferred.map(\.rawValue)
        voice = section.voice.preferred.map(\.rawValue)
        for (prefix, names) in section.sms.byPrefix { smsByPrefix[prefix.text] = names.map(\.rawValue) }
        for (prefix, names) in section.voice.byPrefix { voiceByPrefix[prefix.text] = names.map(\.rawValue) }
        allowedPrefixes = section.policy.allowedPrefixes?.map(\.text) ?? []
        blockedPrefixes = section.policy.blockedPrefixes.map(\.text)
        let limit = section.policy.sendsPerNumber
        sendsPerNumber = (limit.count, Int(limit.window / .seconds(1)))
        for (prefix, cap) in section.policy.dailyCaps { dailyCaps[prefix.text] = cap }
        barSeconds = Int(settings.call.lockoutWindow / .seconds(1))
    }

    private static func providers(
        _ settings: Settings, _ publicURL: String
    ) throws(StartFault) -> [any ProviderSettings] {
        let reports = publicURL + "/delivery-reports"
        var enabled = twilio(settings, reportURL: reports + "/twilio")
        enabled += eightByEight(settings.delivery, reports: reports)
        if let azure = settings.delivery.azure { enabled.append(try azureProvider(azure)) }
        return enabled
    }

    private static func twilio(_ settings: Settings, reportURL: String) -> [any ProviderSettings] {
        guard let twilio = settings.twilio else { return [] }
        let section = settings.delivery.twilio
        let access = TwilioAccess(
            accountSID: twilio.accountSID, keySID: twilio.apiKey?.sid,
            secret: twilio.apiKey?.secret.revealed ?? twilio.authToken.revealed)
        var enabled: [any ProviderSettings] = []
        if let service = section.verifyServiceSID {
            enabled.append(TwilioVerifySettings(access: access, serviceSID: service, baseURL: twilio.verifyURL))
        }
        if let source = section.messagingServiceSID.map(TwilioSMSSettings.Source.messagingService)
            ?? section.smsFrom.map({ .number($0.text) })
        {
            enabled.append(
                TwilioSMSSettings(access: access, source: source, baseURL: twilio.apiURL, reportURL: reportURL))
        }
        if let from = section.voiceFrom {
            enabled.append(
                TwilioVoiceSettings(access: access, from: from.e164, baseURL: twilio.apiURL, reportURL: reportURL))
        }
        return enabled
    }

    private static func eightByEight(_ section: DeliverySettings, reports: String) -> [any ProviderSettings] {
        guard let vendor = section.eightByEight else { return [] }
        let access = EightByEightAccess(apiKey: vendor.apiKey.revealed, subaccount: vendor.subaccount)
        // Without the secret its reports would be refused: none is asked for.
        let reportURL = section.reportsSecret.map { "\(reports)/8x8?token=\(PercentEncoding.encode($0.revealed))" }
        var enabled: [any ProviderSettings] = []
        if let sender = vendor.sender {
            enabled.append(
                EightByEightSMSSettings(
                    access: access, source: sender.text, baseURL: vendor.smsURL, reportURL: reportURL))
        }
        if let from = vendor.voiceFrom {
            enabled.append(EightByEightVoiceSettings(access: access, from: from.e164, baseURL: vendor.voiceURL))
        }
        return enabled
    }

    private static func azureProvider(_ azure: AzureDelivery) throws(StartFault) -> any ProviderSettings {
        do {
            return try AzureSMSSettings(
                endpoint: azure.connection.endpoint, accessKey: azure.connection.accessKey.revealed,
                from: azure.sender.text)
        } catch {
            throw StartFault(["ACS_CONNECTION_STRING cannot be used; copy it from the resource's keys"])
        }
    }
}

extension MessageSender {
    /// The sender as vendors take it.
    fileprivate var text: String {
        switch self {
        case .number(let number): number.e164
        case .shortCode(let digits): digits
        case .name(let name): name
        }
    }
}
