public import Delivery
public import HTTPTransport
public import Logging

/// The settings of delivery in plain texts and numbers, so that who composes the service need not know its types.
public struct HookDeliverySettings: Sendable {
    /// Providers that are enabled.
    public var providers: [any ProviderSettings] = []
    /// Order of preference of texts and of calls, by the providers' names.
    public var sms: [String] = []
    /// Order of preference of calls.
    public var voice: [String] = []
    /// Other orders by the beginning of the number.
    public var smsByPrefix: [String: [String]] = [:]
    /// Other orders of calls by the beginning of the number.
    public var voiceByPrefix: [String: [String]] = [:]
    /// Where codes may go; empty for everywhere.
    public var allowedPrefixes: [String] = []
    /// Where codes may not go.
    public var blockedPrefixes: [String] = []
    /// Messages to one number: how many in how many seconds.
    public var sendsPerNumber: (count: Int, seconds: Int) = (5, 600)
    /// Messages a day by the beginning of the number.
    public var dailyCaps: [String: Int] = [:]

    /// Makes settings without a provider.
    public init() {}
}

extension OnceDeliverer {
    /// Puts delivery together.
    ///
    /// Claims, counters and breakers are kept in this process: a restart forgets them, and instances do not share them.
    ///
    /// - Parameters:
    ///   - settings: Providers, routes and policy.
    ///   - instance: Names this process.
    ///   - transport: What sends.
    ///   - logger: For what goes wrong.
    /// - Returns: What sends codes, each event once.
    public static func inProcess(
        _ settings: HookDeliverySettings, instance: String, transport: any HTTPTransport, logger: Logger
    ) -> OnceDeliverer {
        let log = MemoryDeliveryLog()
        let registry = ProviderRegistry(
            settings.providers, parts: ProviderParts(transport: transport, script: NoVoiceScript(), history: log))
        func names(_ texts: [String]) -> [ProviderID] { texts.map { ProviderID($0) } }
        let routes = ProviderRoutes(
            sms: names(settings.sms), voice: names(settings.voice), smsByPrefix: settings.smsByPrefix.mapValues(names),
            voiceByPrefix: settings.voiceByPrefix.mapValues(names))
        let limit = SendLimit(count: settings.sendsPerNumber.count, seconds: settings.sendsPerNumber.seconds)
        let policy = SendPolicy(
            allowedPrefixes: settings.allowedPrefixes, blockedPrefixes: settings.blockedPrefixes, perNumber: limit,
            dailyCaps: settings.dailyCaps)
        return OnceDeliverer(
            deliverer: Deliverer(
                senders: registry.senders, routes: routes,
                breaker: Breaker(store: MemoryBreakerStore(), logger: logger),
                logger: logger),
            policy: PolicyCheck(policy: policy, ledger: MemorySendLedger(), logger: logger), log: log, owner: instance,
            logger: logger)
    }
}

/// Stands where no provider speaks our own words.
private struct NoVoiceScript: VoiceScript {
    struct Missing: Error {}
    func document(for message: CodeMessage) throws -> String { throw Missing() }
    func speech(for message: CodeMessage) throws -> SpokenText { throw Missing() }
}
