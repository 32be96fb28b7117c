import AsyncHTTPClient
import Synchronization

/// The vendors that deliver codes, and Okta's hooks, put together.
struct DeliveryParts: Sendable {
    let network: PhoneNetwork
    let errands: Errands
    let habits: SharedHabits
    let verify: TwilioVerify
    let messages: TwilioMessages
    let texts: EightByEightTexts
    let voice: EightByEightVoice
    let webhooks: EightByEightWebhooks
    let azure: AzureTexts
    let grid: EventGrid
    let issuer: OktaIssuer
    let telephony: OktaTelephony
    let events: OktaEventHook

    /// What the vendors stand on.
    struct Ground {
        let configuration: SimulatorConfiguration
        let org: OktaOrg
        let handsets: HandsetRack
        let engine: CallEngine
        let desk: TextDesk
        let faults: FaultPlan
        let fetcher: any WebhookFetcher
        let requests: OutgoingRequests
    }

    init(_ ground: Ground) {
        let configuration = ground.configuration
        let (clock, random, accounts) = (configuration.clock, configuration.random, configuration.delivery)
        let errands = Errands()
        let shared = SharedHabits(configuration.reports)
        let habits: @Sendable () -> ReportHabits = { shared.value }
        let network = PhoneNetwork(org: ground.org, handsets: ground.handsets, engine: ground.engine)
        let reports = "/delivery-reports/8x8"
        let webhooks = EightByEightWebhooks([
            .messages: EightByEightWebhook(url: reports, authorization: accounts.reportsSecret),
            .sessionSummary: EightByEightWebhook(url: reports, authorization: accounts.reportsSecret),
        ])
        let eightByEight = EightByEightReporter(
            subaccount: accounts.eightByEight.subaccount, clock: clock, requests: ground.requests, errands: errands,
            webhooks: webhooks, habits: habits)
        verify = TwilioVerify(
            account: configuration.twilio, service: accounts.verify, clock: clock, random: random, network: network,
            faults: ground.faults)
        messages = TwilioMessages(
            account: configuration.twilio, messagingServiceSID: accounts.messagingServiceSID, clock: clock,
            random: random, network: network, faults: ground.faults,
            reporter: TwilioReporter(
                account: configuration.twilio, clock: clock, random: random, fetcher: ground.fetcher,
                errands: errands, habits: habits),
            desk: ground.desk)
        texts = EightByEightTexts(
            clock: clock, random: random, network: network, faults: ground.faults, reporter: eightByEight)
        voice = EightByEightVoice(
            account: accounts.eightByEight, clock: clock, random: random, network: network, faults: ground.faults,
            reporter: eightByEight, errands: errands)
        grid = EventGrid(
            subscription: EventGrid.Subscription(
                url: "/delivery-reports/acs", usesCloudEvents: accounts.azure.usesCloudEvents,
                header: FormField("Authorization", accounts.reportsSecret)),
            clock: clock, random: random, requests: ground.requests, errands: errands, habits: habits)
        azure = AzureTexts(
            resource: accounts.azure, clock: clock, random: random, network: network, faults: ground.faults,
            grid: grid)
        issuer = OktaIssuer(clock: clock, random: random)
        telephony = OktaTelephony(
            clock: clock, random: random, requests: ground.requests, network: network, issuer: issuer)
        events = OktaEventHook(
            clock: clock, random: random, requests: ground.requests, issuer: issuer, errands: errands, habits: habits)
        self.network = network
        self.errands = errands
        self.habits = shared
        self.webhooks = webhooks
    }
}

/// How reports come, which may change while the simulation runs.
final class SharedHabits: Sendable {
    private let habits: Mutex<ReportHabits>

    init(_ habits: ReportHabits) {
        self.habits = Mutex(habits)
    }

    var value: ReportHabits {
        get { habits.withLock { $0 } }
        set { habits.withLock { $0 = newValue } }
    }
}
