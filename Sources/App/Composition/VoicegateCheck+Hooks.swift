import Delivery
import HTTPTransport
import Logging
import Web

// What Okta's hooks need, and the providers behind them.
extension VoicegateCheck {
    /// Looks at what can be seen without asking anybody.
    static func hooks(_ settings: Settings) -> [CheckResult] {
        let hooks = settings.hooks
        let hasProvider = !(settings.delivery.sms.preferred + settings.delivery.voice.preferred).isEmpty
        let isOpen = !hooks.headerSecrets.isEmpty || hooks.basic != nil || hooks.oauth != nil
        var results: [CheckResult] = []
        if !isOpen {
            results.append(
                CheckResult(
                    status: .warn, name: "HOOK_AUTH_SECRET",
                    message:
                        "Okta's hooks are refused, and setup okta cannot register them: no credential is set; set it"))
        }
        if isOpen, !hasProvider {
            results.append(
                CheckResult(
                    status: .warn, name: "SMS_PROVIDERS",
                    message: "no provider is enabled: the telephony hook answers FAILED; set one of them up"))
        }
        let reporting = settings.delivery.vendors.compactMap { type(of: $0).reports?.title }
        if !reporting.isEmpty, settings.delivery.reportsSecret == nil {
            results.append(
                CheckResult(
                    status: .warn, name: "REPORTS_SECRET",
                    message:
                        "delivery reports of \(reporting.joined(separator: " and of ")) are refused: what they lose is not sent again; set it"
                ))
        }
        return results
    }

    /// Asks each enabled provider, and the issuer of bearer tokens, by harmless reads.
    static func providers(_ settings: Settings, _ transport: any HTTPTransport) async -> [CheckResult] {
        var results: [CheckResult] = []
        if let oauth = settings.hooks.oauth {
            let tokens = BearerTokens(
                rules: BearerRules(issuer: oauth.issuer, audience: oauth.audience, scope: oauth.scope),
                transport: transport, budget: settings.hooks.budget,
                logger: Logger(label: "check") { _ in SwiftLogNoOpLogHandler() })
            let problem = await tokens.problem(deadline: .now + .seconds(10))
            results.append(
                CheckResult(
                    status: problem == nil ? .ok : .fail, name: "HOOK_OAUTH_ISSUER",
                    message: problem ?? "its keys can be read"))
        }
        let enabled: [any ProviderSettings]
        do {
            enabled = try settings.delivery.enabledProviders(settings)
        } catch {
            return results + error.lines.map { CheckResult(status: .fail, name: "providers", message: $0) }
        }
        for provider in enabled { results.append(await look(at: provider, transport)) }
        return results
    }

    private static func look(at provider: any ProviderSettings, _ transport: any HTTPTransport) async -> CheckResult {
        let name = type(of: provider).description.id.name
        switch await provider.check(by: transport, deadline: .now + .seconds(10)) {
        case .works(let words): return CheckResult(status: .ok, name: name, message: words)
        case .doubtful(let words): return CheckResult(status: .warn, name: name, message: words)
        case .fails(let words): return CheckResult(status: .fail, name: name, message: words)
        case .unknown:
            return CheckResult(
                status: .warn, name: name,
                message: "it cannot be checked without sending; voicegate hook test sends one message")
        }
    }
}
