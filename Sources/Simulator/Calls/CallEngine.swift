/// Twilio's side of all calls: places them, finds them, tells them what happens on handsets.
actor CallEngine {
    private let clock: any SimulationClock
    private let random: RandomSource
    private let journal: Journal
    private let fetcher: any WebhookFetcher
    private var calls: [SimulatedCall] = []
    private let bell = Bell()

    /// The calls to handsets that a script has waited for.
    private var taken: Set<String> = []

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

    /// Changes what people do whose handset rings, from now on.
    func setCallee(_ callee: CalleeBehaviour) { settings.callee = callee }

    /// Every call, oldest first.
    var all: [SimulatedCall] { calls }

    /// A call by its SID.
    func call(_ sid: String) -> SimulatedCall? { calls.first { $0.sid == sid } }

    func freshSID(_ prefix: String) -> String { prefix + random.hex(32) }

    /// Places a call; its first request is under way when this returns.
    ///
    /// - Parameters:
    ///   - plan: Who calls whom.
    ///   - fetcher: Who answers the call's requests; the service over HTTP without it.
    func place(_ plan: CallPlan, fetcher other: (any WebhookFetcher)? = nil) async -> SimulatedCall {
        let machine = CallMachine(
            sid: freshSID("CA"), plan: plan, settings: settings.applying(plan), random: random)
        let call = SimulatedCall(machine: machine, clock: clock, fetcher: other ?? fetcher, journal: journal)
        calls.append(call)
        journal.record(.callBegan(sid: call.sid, from: call.from, to: call.to))
        await call.begin()
        bell.ring()
        return call
    }

    /// Writes what happens on a handset into the calls of its owner.
    ///
    /// - Parameters:
    ///   - userID: The owner.
    ///   - text: What happens.
    ///   - actor: Who does it.
    ///   - sid: A call that is left out.
    func remark(
        userID: String, text: String, by actor: TranscriptLine.Actor = .handset, except sid: String? = nil
    ) async {
        let owned = await numbers(userID)
        for call in calls.suffix(50) where owned.contains(call.from) && call.sid != sid {
            await call.remark(actor, text)
        }
    }

    /// Waits until a number rings that was not waited for before.
    func nextRing(to numbers: Set<String>, within timeout: Duration) async -> SimulatedCall? {
        await awaited(bell, within: timeout) {
            let ringing = calls.filter { $0.carrier != nil && numbers.contains($0.to) && !taken.contains($0.sid) }
            guard let newest = ringing.last else { return nil }
            taken.formUnion(ringing.map(\.sid))
            return newest
        }
    }

    /// Lets go of every call, because the simulator stops.
    func stop() async {
        for call in calls { await call.abandon() }
    }
}

extension CallSettings {
    /// What holds for a call: one to a handset has URLs of its own.
    fileprivate func applying(_ plan: CallPlan) -> CallSettings {
        guard let outgoing = plan.outgoing else { return self }
        var settings = self
        settings.voiceURL = plan.url ?? ""
        settings.voiceMethod = outgoing.method
        settings.fallbackURL = outgoing.fallbackURL
        settings.statusCallbackURL = nil
        return settings
    }
}
