/// Twilio's side of all calls: places them, finds them, tells them what happens on handsets.
actor CallEngine {
    private let clock: any SimulationClock
    private let random: RandomSource
    private let journal: Journal
    private let fetcher: any WebhookFetcher
    private var calls: [SimulatedCall] = []
    private let registry: NumberRegistry?

    /// The calls that are legs of others, by the SID of the leg.
    private var callsByLeg: [String: SimulatedCall] = [:]
    private let bell = Bell()

    /// The calls to handsets that a script has waited for.
    private var taken: Set<String> = []

    /// What holds for calls that are placed from now on.
    private(set) var settings: CallSettings

    /// The numbers of each user, by which what happens on a handset finds its call.
    private let numbers: @Sendable (_ userID: String) async -> Set<String>

    init(
        settings: CallSettings, clock: any SimulationClock, random: RandomSource, journal: Journal,
        fetcher: any WebhookFetcher, registry: NumberRegistry? = nil,
        numbers: @escaping @Sendable (_ userID: String) async -> Set<String>
    ) {
        self.registry = registry
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
    ///   - other: Who answers the call's requests; the service over HTTP without it.
    ///   - legSID: The leg that the call belongs to, when `<Dial>` of another call leads here.
    ///   - report: Who is told when the call is answered and when it ends.
    /// - Returns: The call.
    func place(
        _ plan: CallPlan, fetcher other: (any WebhookFetcher)? = nil, legSID: String? = nil,
        report: (@Sendable (LegNews) async -> Void)? = nil
    ) async -> SimulatedCall {
        let settings = await settings(for: plan)
        let machine = CallMachine(sid: freshSID("CA"), plan: plan, settings: settings, random: random)
        let exchange = LegExchange(
            connect: { [weak self] connection, call in await self?.connect(connection, of: call) },
            disconnect: { [weak self] leg in await self?.disconnect(leg) }, report: report)
        let call = SimulatedCall(
            machine: machine, clock: clock, fetcher: other ?? fetcher, journal: journal, exchange: exchange)
        calls.append(call)
        if let legSID { callsByLeg[legSID] = call }
        journal.record(.callBegan(sid: call.sid, from: call.from, to: call.to))
        await call.begin()
        bell.ring()
        return call
    }

    /// What holds for a call: the webhooks of the number that is called, where it is one of the account's.
    private func settings(for plan: CallPlan) async -> CallSettings {
        var settings = settings
        guard let registry else { return settings }
        settings.ownNumbers = await registry.owned
        guard let to = plan.to ?? Optional(settings.account.phoneNumber), let number = await registry.number(to)
        else { return settings }
        // The number of the voice bot has its webhooks from the service's address until somebody sets others.
        if number.phoneNumber == settings.account.phoneNumber, number.voice.url.isEmpty { return settings }
        settings.voiceURL = number.voice.url
        settings.voiceMethod = number.voice.method
        settings.fallbackURL = number.voice.fallbackURL.isEmpty ? nil : number.voice.fallbackURL
        settings.statusCallbackURL = number.statusCallback.isEmpty ? nil : number.statusCallback
        return settings
    }

    private func connect(_ connection: LegConnection, of call: SimulatedCall) async {
        let leg = connection.legSID
        _ = await place(connection.plan, legSID: leg) { [weak call] news in await call?.hear(news, ofLeg: leg) }
    }

    private func disconnect(_ leg: String) async {
        await callsByLeg.removeValue(forKey: leg)?.hangUp()
    }

    /// Changes what happens on a number that is dialled, in calls that are under way too.
    func setDialled(_ number: String, _ behaviour: DialledBehaviour?) async {
        settings.dialPlans[number] = behaviour
        for call in calls { await call.setPlans(settings.dialPlans) }
    }

    /// A recording by its SID.
    func recording(_ sid: String) async -> SimulatedRecording? {
        for call in calls.reversed() {
            if let found = await call.recordings.first(where: { $0.sid == sid }) { return found }
        }
        return nil
    }

    func deleteRecording(_ sid: String) async {
        for call in calls { await call.forgetRecording(sid) }
    }

    /// Writes what happens on a handset into the calls of its owner that are in progress.
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

    /// Waits until there is a call to a number.
    func call(to number: String, within timeout: Duration) async -> SimulatedCall? {
        await awaited(bell, within: timeout) { calls.last { $0.to == number } }
    }

    /// Lets go of every call, because the simulator stops.
    func stop() async {
        for call in calls { await call.abandon() }
    }
}
