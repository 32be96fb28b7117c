import AsyncHTTPClient
import NIOCore
import Synchronization

/// The parts of a simulated world, put together.
struct SimulatorParts: Sendable {
    let configuration: SimulatorConfiguration
    let journal: Journal
    let handsets: HandsetRack
    let org: OktaOrg
    let engine: CallEngine
    let registry: NumberRegistry
    let desk: TextDesk
    let tokens: OktaTokens
    let hooks: OktaHookCaller
    let faults: FaultPlan
    let service: SharedAddress
    let client: HTTPClient

    /// Gives up at once where nobody listens, unlike ``client``.
    let impatientClient: HTTPClient
    let delivery: DeliveryParts

    init(_ configuration: SimulatorConfiguration) {
        let journal = Journal()
        let exchange = NoticeExchange()
        let notice: @Sendable (String, String) async -> Void = { await exchange.pass($0, $1) }
        let handsets = HandsetRack(journal: journal, notice: notice)
        let org = OktaOrg(
            users: configuration.users, settings: configuration.okta, clock: configuration.clock,
            random: configuration.random, journal: journal, handsets: handsets, notice: notice)
        let service = SharedAddress(configuration.service)
        // A pool of its own, so that its end does not disturb the program's other clients.
        // A connection that is refused is tried again until its five seconds are over, as Twilio's two attempts of five
        // seconds each bridge the restart of a service.
        var http = HTTPClient.Configuration()
        http.redirectConfiguration = .disallow
        http.timeout = .init(connect: .seconds(5))
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: http)
        var impatient = http
        impatient.connectionPool.retryConnectionEstablishment = false
        let impatientClient = HTTPClient(eventLoopGroupProvider: .singleton, configuration: impatient)
        let fetcher = HTTPWebhookFetcher(client: client, journal: journal) { service.value.local($0) }
        let registry = NumberRegistry(
            numbers: configuration.ownedNumbers, market: configuration.market,
            clock: configuration.clock, random: configuration.random)
        let engine = CallEngine(
            settings: configuration.callSettings(for: configuration.service), clock: configuration.clock,
            random: configuration.random, journal: journal, fetcher: fetcher, registry: registry,
            numbers: { userID in
                let profile = await (try? org.user(userID))?.profile ?? [:]
                return Set([profile["ivrPhone"], profile["mobilePhone"]].compactMap(\.self))
            })
        exchange.listener.withLock { $0 = engine }
        self.configuration = configuration
        self.journal = journal
        self.handsets = handsets
        self.org = org
        self.engine = engine
        self.registry = registry
        tokens = OktaTokens(clock: configuration.clock, random: configuration.random)
        desk = TextDesk(
            account: configuration.twilio, registry: registry,
            handsets: NumberHandsets(rack: handsets) { number in await org.owner(ofMobile: number) },
            clock: configuration.clock, random: configuration.random, journal: journal, fetcher: fetcher)
        self.service = service
        self.client = client
        self.impatientClient = impatientClient
        let faults = FaultPlan()
        self.faults = faults
        delivery = DeliveryParts(
            DeliveryParts.Ground(
                configuration: configuration, org: org, handsets: handsets, engine: engine, desk: desk, faults: faults,
                fetcher: fetcher,
                requests: OutgoingRequests(client: impatientClient, journal: journal, service: service)))
        hooks = OktaHookCaller(client: client, journal: journal, issuer: delivery.issuer) { service.value.local($0) }
    }

    /// Tells the parts what is known only when the servers listen.
    func begin(oktaURL: String, twilioURL: String) async {
        await engine.change { $0.restURL = twilioURL }
        await desk.setRESTURL(twilioURL)
        await org.setURL(oktaURL)
        await delivery.issuer.setOrgURL(oktaURL)
        await org.connect(OktaOrg.Outside(telephony: delivery.telephony, events: delivery.events))
    }

    /// Lets go of the connections to the service.
    func shutDown() async {
        try? await client.shutdown()
        try? await impatientClient.shutdown()
    }

    /// Tells Twilio where the service is; what the agent does stays as it is.
    func connect(to address: ServiceAddress) async {
        await registry.redirect(from: service.value.publicURL, to: address.publicURL)
        service.value = address
        let settings = configuration.callSettings(for: address)
        await engine.change { current in
            var next = settings
            next.agent = current.agent
            next.callee = current.callee
            next.dialPlans = current.dialPlans
            next.restURL = current.restURL
            current = next
        }
    }

    func handset(of user: SimulatedUser) -> Handset {
        Handset(userID: user.id, rack: handsets, org: org, engine: engine)
    }
}

/// The address of the service under test, which may become known after the start.
final class SharedAddress: Sendable {
    private let address: Mutex<ServiceAddress>

    init(_ address: ServiceAddress) {
        self.address = Mutex(address)
    }

    var value: ServiceAddress {
        get { address.withLock { $0 } }
        set { address.withLock { $0 = newValue } }
    }
}

/// Passes what happens on handsets to the calls, which are made after the handsets.
private final class NoticeExchange: Sendable {
    let listener = Mutex<CallEngine?>(nil)

    func pass(_ userID: String, _ text: String) async {
        await listener.withLock { $0 }?.remark(userID: userID, text: text)
    }
}
