/// Twilio's side of all calls: places them, finds them, tells them what happens on handsets.
actor CallEngine {
    private let clock: any SimulationClock
    private let random: RandomSource
    private let journal: Journal
    private let fetcher: any WebhookFetcher
    private var calls: [SimulatedCall] = []

    /// What holds for calls that are placed from now on.
    private(set) var settings: CallSettings

    /// The numbers of each user, by which what happens on a handset finds its call.
    private let numbers: @Sendable (_ userID: String) async -> Set<String>

    init(
        settings: CallSettings, clock: any SimulationClock, random: RandomSource, journal: Journal,
        fetcher: any WebhookFetcher, numbers: @escaping @Sendable (_ userID: String) async -> Set<String>
    ) {
        self.settings = settings
        self.clock = clock
        self.random = random
        self.journal = journal
        self.fetcher = fetcher
        self.numbers = numbers
    }

    func change(_ change: @Sendable (inout CallSettings) -> Void) { change(&settings) }

    /// Changes what the agent does, in calls that are under way too.
    func setAgent(_ agent: AgentBehaviour) async {
        settings.agent = agent
        for call in calls { await call.setAgent(agent) }
    }

    /// Every call, oldest first.
    var all: [SimulatedCall] { calls }

    /// A call by its SID.
    func call(_ sid: String) -> SimulatedCall? { calls.first { $0.sid == sid } }

    func freshSID(_ prefix: String) -> String { prefix + random.hex(32) }

    /// Places a call; its first request is under way when this returns.
    func place(_ plan: CallPlan) async -> SimulatedCall {
        let machine = CallMachine(sid: freshSID("CA"), plan: plan, settings: settings, random: random)
        let call = SimulatedCall(machine: machine, clock: clock, fetcher: fetcher, journal: journal)
        calls.append(call)
        journal.record(.callBegan(sid: call.sid, from: call.from, to: call.to))
        await call.begin()
        return call
    }

    /// Writes what happens on a handset into the calls of its owner.
    func remark(userID: String, text: String) async {
        let owned = await numbers(userID)
        for call in calls.suffix(50) where owned.contains(call.from) {
            await call.remark(.handset, text)
        }
    }

    /// Lets go of every call, because the simulator stops.
    func stop() async {
        for call in calls { await call.abandon() }
    }
}
