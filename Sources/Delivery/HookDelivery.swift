public import Clocks
public import HTTPTransport
public import Logging

/// What is delivered with, in which order, and what may be delivered.
public struct HookDeliveryRules: Sendable {
    /// The providers that are enabled.
    public let providers: [any ProviderSettings]
    /// Their order.
    public let routes: ProviderRoutes
    /// Where codes may go and how many of them.
    public let policy: SendPolicy
    /// For how long the number of somebody who did not ask for a code gets none, seconds.
    public let barSeconds: Int
    /// Within this a hook is answered.
    public let budget: Duration

    /// Sets the rules.
    public init(
        providers: [any ProviderSettings], routes: ProviderRoutes, policy: SendPolicy, barSeconds: Int,
        budget: Duration
    ) {
        self.providers = providers
        self.routes = routes
        self.policy = policy
        self.barSeconds = barSeconds
        self.budget = budget
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

/// Everything behind Okta's hooks, put together from rules and stores.
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
    ///   - rules: Providers, routes and policy.
    ///   - stores: Where it is kept; one that is slow or down stops no code.
    ///   - script: The words of calls.
    ///   - journal: Hears what an auditor will ask for.
    ///   - instance: Names this process; another name after every start.
    ///   - transport: What sends.
    ///   - timing: The clock.
    ///   - logger: For all that is no request's.
    public init(
        _ rules: HookDeliveryRules, stores: HookStores, script: any VoiceScript,
        journal: any DeliveryJournal, instance: String, transport: any HTTPTransport,
        timing: Timing, logger: Logger
    ) {
        let storage = stores.deliveries
        let registry = ProviderRegistry(
            rules.providers,
            parts: ProviderParts(transport: transport, script: script, history: storage, timing: timing))
        breaker = Breaker(store: stores.breakers, timing: timing, logger: logger)
        let once = Deliverer(
            senders: registry.senders, routes: rules.routes, breaker: breaker,
            shares: AttemptShare(budget: rules.budget), timing: timing, logger: logger)
        deliverer = OnceDeliverer(
            deliverer: once,
            policy: PolicyCheck(policy: rules.policy, ledger: stores.ledger, timing: timing, logger: logger),
            log: storage, journal: journal, owner: instance, timing: timing, logger: logger)
        let bell = OutboxBell()
        let outbox = RingingOutbox(stores.outbox, bell: bell)
        reports = ReportHandler(
            storage: storage, outbox: outbox, deliverer: once, journal: journal, timing: timing, logger: logger)
        usage = UsageReporter(
            outbox: outbox, storage: storage, feedback: registry.feedback, timing: timing, logger: logger)
        worker = OutboxWorker(
            outbox: outbox, bell: bell, usage: usage, reports: reports, owner: instance, timing: timing, logger: logger)
        unwanted = UnwantedCodes(
            keeper: storage, ledger: stores.ledger, journal: journal, barSeconds: rules.barSeconds, timing: timing,
            logger: logger)
        keeper = storage
        providers = registry.senders.map(\.id)
    }
}
