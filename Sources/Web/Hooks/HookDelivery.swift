public import Delivery
public import HTTPTransport
public import Logging

/// The settings of delivery in plain texts and numbers, so that who composes the service need not know its types.
public struct HookDeliverySettings: Sendable {
    /// Providers that are enabled.
    public var providers: [any ProviderSettings] = []
    /// Order of preference of texts, by the providers' names.
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
    /// The same to one person over all their numbers; nil for no limit.
    public var sendsPerUser: (count: Int, seconds: Int)?
    /// Messages a day by the beginning of the number.
    public var dailyCaps: [String: Int] = [:]
    /// For how long the number of somebody who did not ask for a code gets none, seconds.
    public var barSeconds = 3600

    /// Within this a hook is answered.
    public var budget = Duration.milliseconds(2500)

    /// Makes settings without a provider.
    public init() {}

    fileprivate var routes: ProviderRoutes {
        func names(_ texts: [String]) -> [ProviderID] { texts.map { ProviderID($0) } }
        return ProviderRoutes(
            sms: names(sms), voice: names(voice), smsByPrefix: smsByPrefix.mapValues(names),
            voiceByPrefix: voiceByPrefix.mapValues(names))
    }

    fileprivate var policy: SendPolicy {
        SendPolicy(
            allowedPrefixes: allowedPrefixes, blockedPrefixes: blockedPrefixes,
            perNumber: SendLimit(count: sendsPerNumber.count, seconds: sendsPerNumber.seconds),
            perUser: sendsPerUser.map { SendLimit(count: $0.count, seconds: $0.seconds) }, dailyCaps: dailyCaps)
    }
}

/// Where delivery keeps what must outlive a request.
public struct HookStores: Sendable {
    /// Events, sends and codes.
    public let deliveries: any DeliveryStorage
    /// Counters of sends.
    public let ledger: any SendLedger
    /// What is known of providers' troubles.
    public let breakers: any BreakerStore
    /// What is to be done after a hook was answered.
    public let outbox: any Outbox

    /// Puts stores together.
    public init(
        deliveries: any DeliveryStorage, ledger: any SendLedger, breakers: any BreakerStore, outbox: any Outbox
    ) {
        self.deliveries = deliveries
        self.ledger = ledger
        self.breakers = breakers
        self.outbox = outbox
    }
}

/// Everything behind Okta's hooks, put together from settings and stores.
public struct HookDelivery: Sendable {
    /// Sends codes, each event once.
    public let deliverer: OnceDeliverer
    /// Applies delivery reports.
    public let reports: ReportHandler
    /// Tells providers how codes ended.
    public let usage: UsageReporter
    /// Works off what hooks and reports left to be done.
    public let worker: OutboxWorker
    /// Takes the word of those who did not ask for a code.
    public let unwanted: UnwantedCodes
    /// Knows the messages whose codes still work.
    public let keeper: any CodeKeeper
    /// Knows which providers keep failing.
    public let breaker: Breaker
    /// The names of the enabled providers.
    public let providers: [ProviderID]

    /// Puts delivery together.
    ///
    /// - Parameters:
    ///   - settings: Providers, routes and policy.
    ///   - stores: Where it is kept; one that is slow or down stops no code.
    ///   - script: The words of calls.
    ///   - journal: Hears what an auditor will ask for.
    ///   - instance: Names this process; another name after every start.
    ///   - transport: What sends.
    ///   - time: The clock.
    ///   - logger: For all that is no request's.
    public init(
        _ settings: HookDeliverySettings, stores: HookStores, script: any VoiceScript,
        journal: any DeliveryJournal, instance: String, transport: any HTTPTransport,
        time: Timekeeper, logger: Logger
    ) {
        let storage = stores.deliveries
        let registry = ProviderRegistry(
            settings.providers,
            parts: ProviderParts(transport: transport, script: script, history: storage, time: time))
        breaker = Breaker(store: stores.breakers, time: time, logger: logger)
        let once = Deliverer(
            senders: registry.senders, routes: settings.routes, breaker: breaker,
            shares: AttemptShare(budget: settings.budget), time: time, logger: logger)
        deliverer = OnceDeliverer(
            deliverer: once,
            policy: PolicyCheck(policy: settings.policy, ledger: stores.ledger, time: time, logger: logger),
            log: storage, journal: journal, owner: instance, time: time, logger: logger)
        let bell = OutboxBell()
        let outbox = RingingOutbox(stores.outbox, bell: bell)
        reports = ReportHandler(
            storage: storage, outbox: outbox, deliverer: once, journal: journal, time: time, logger: logger)
        usage = UsageReporter(
            outbox: outbox, storage: storage, feedback: registry.feedback, time: time, logger: logger)
        worker = OutboxWorker(
            outbox: outbox, bell: bell, usage: usage, reports: reports, owner: instance, time: time, logger: logger)
        unwanted = UnwantedCodes(
            keeper: storage, ledger: stores.ledger, journal: journal, barSeconds: settings.barSeconds, time: time,
            logger: logger)
        keeper = storage
        providers = registry.senders.map(\.id)
    }
}
