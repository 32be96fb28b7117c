import Clocks
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
    private let turnstile: Turnstile
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
    ///   - vendors: Those that there are.
    /// - Throws: ``StartFault`` for a provider that cannot be made of its settings.
    init(
        _ settings: Settings, stores: HookStores, journal: any DeliveryJournal, templates: TemplateLibrary,
        gate: SignatureGate, instance: String, transport: any HTTPTransport, logger: Logger,
        vendors: [any DeliveryVendor.Type] = DeliveryVendors.all
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
        let providers = CountedTransport(transport)
        delivery = HookDelivery(
            try HookDeliveryRules(settings), stores: stores, script: script, journal: journal,
            instance: instance, transport: providers, timing: .real, logger: logger)
        turnstile = Turnstile(
            limits: TurnstileLimits(budget: hooks.budget), waiting: { providers.underWay }, logger: logger)
        telephony = TelephonyHookController(
            gate: hookGate, turnstile: turnstile, deliverer: delivery.deliverer,
            settings: TelephonyHookSettings(
                budget: hooks.budget, suppressesRefused: hooks.onBlocked == .suppress,
                defaultRegion: settings.call.defaultRegion))
        events = EventHookController(gate: hookGate, usage: delivery.usage)
        reports = ReportsController(
            gate: gate, secret: settings.delivery.reportsSecret?.revealed, feeds: vendors.compactMap { $0.reports },
            handler: delivery.reports)
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
    var worker: HookWorker { HookWorker(delivery: delivery, tokens: tokens, turnstile: turnstile) }
}

extension HookDeliveryRules {
    init(_ settings: Settings) throws(StartFault) {
        let section = settings.delivery
        self.init(
            providers: try section.enabledProviders(settings),
            routes: ProviderRoutes(
                sms: section.sms.preferred, voice: section.voice.preferred, smsByPrefix: section.sms.routesByPrefix,
                voiceByPrefix: section.voice.routesByPrefix),
            policy: section.policy.rules, barSeconds: Int(settings.call.lockoutWindow / .seconds(1)),
            budget: settings.hooks.budget)
    }
}
