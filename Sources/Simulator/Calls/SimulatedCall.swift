/// A call in progress on a running clock, and the caller's end of it.
///
/// The methods are what a person with a telephone can do; the waits are what a scripted person waits for.
public actor SimulatedCall {
    /// The call's SID, `CA` and 32 hexadecimal digits.
    public nonisolated let sid: String

    /// The caller's number.
    public nonisolated let from: String

    /// The number that was called.
    public nonisolated let to: String

    /// Who made the handset ring; `nil` for a call from a handset.
    public nonisolated let carrier: Carrier?

    var machine: CallMachine
    private let clock: any SimulationClock
    private let fetcher: any WebhookFetcher
    private let journal: Journal
    let bell = Bell()
    private var timer: (deadline: Duration, task: Task<Void, Never>)?
    private var requests: [Int: Task<Void, Never>] = [:]
    let exchange: LegExchange?

    var hasToldAnswer = false
    var hasToldEnd = false
    var lastReport: Task<Void, Never>?

    /// How much of the transcript a script has waited through.
    private var heardLines = 0

    init(
        machine: CallMachine, clock: any SimulationClock, fetcher: any WebhookFetcher, journal: Journal,
        exchange: LegExchange? = nil
    ) {
        self.exchange = exchange
        sid = machine.sid
        from = machine.plan.from
        to = machine.to
        carrier = machine.plan.outgoing?.carrier
        self.machine = machine
        self.clock = clock
        self.fetcher = fetcher
        self.journal = journal
    }

    // MARK: What happened

    /// Everything that was said and done so far.
    public var transcript: [TranscriptLine] { machine.transcript }

    /// How the call ended; `nil` while it lasts.
    public var ending: CallEnding? { machine.ending }

    /// Whether the call is over.
    public var ended: Bool { machine.ending != nil }

    /// Twilio's word for the state of the call: `ringing`, `in-progress`, `completed`, `busy`, `failed`.
    public var status: String { machine.status }

    /// Whether a key or a word would be taken now.
    public var isListening: Bool { machine.isListening }

    /// The requests that Twilio sent to the service, with the answers.
    public var webhooks: [WebhookExchange] { machine.exchanges }

    /// Whom the call was put through to.
    public var dialled: [DialledLeg] { machine.legs }

    /// The tasks that the call became in queues.
    public var queued: [QueuedTask] { machine.tasks }

    // MARK: What the caller does

    /// Presses keys, one right after the other.
    ///
    /// Keys that nobody listens to are lost, as on a real call.
    ///
    /// - Parameter keys: Digits, `*` and `#`; anything else is left out.
    public func press(_ keys: String) {
        for key in keys { apply(.key(key)) }
    }

    /// Types keys as fast as a person does: five in a second.
    public func type(_ keys: String) async {
        for key in keys {
            apply(.key(key))
            try? await clock.sleep(until: clock.now + .milliseconds(200))
        }
    }

    /// Says something.
    ///
    /// - Parameters:
    ///   - words: What is said.
    ///   - confidence: How sure the recognition is, from 0 to 1.
    public func say(_ words: String, confidence: Double = 0.9) {
        apply(.speech(words, confidence: confidence))
    }

    /// Hangs up.
    public func hangUp() { apply(.callerHangsUp) }

    // MARK: What a script waits for

    /// Waits until the bot says something that was not waited for before.
    ///
    /// Words count as heard when the bot begins to say them; lines before the one found are skipped.
    ///
    /// - Parameters:
    ///   - words: A piece of what is said, in any case.
    ///   - timeout: How long to wait, in real time.
    /// - Returns: The line that was found.
    /// - Throws: ``ScriptError`` when it was not said in time, or the call ended.
    @discardableResult
    public func waitUntilHeard(_ words: String, timeout: Duration = .seconds(20)) async throws -> TranscriptLine {
        try await waitUntilHeard("“\(words)”", timeout: timeout) { $0.lowercased().contains(words.lowercased()) }
    }

    /// Waits until the bot says something that matches a regular expression; see ``waitUntilHeard(_:timeout:)``.
    @discardableResult
    public func waitUntilHeard(
        matching pattern: String, timeout: Duration = .seconds(20)
    ) async throws -> TranscriptLine {
        guard (try? Regex(pattern)) != nil else { throw ScriptError("/\(pattern)/ is not a regular expression") }
        return try await waitUntilHeard("/\(pattern)/", timeout: timeout) { text in
            guard let regex = try? Regex(pattern) else { return false }
            return text.firstMatch(of: regex) != nil
        }
    }

    /// Waits until a key or a word would be taken.
    ///
    /// - Throws: ``ScriptError`` when nobody listened in time, or the call ended.
    public func waitUntilListening(timeout: Duration = .seconds(20)) async throws {
        let found = await awaited(bell, within: timeout) { machine.isListening || ended ? true : nil }
        guard found != nil, machine.isListening else { throw ScriptError("nobody listened\(aftermath)") }
    }

    /// Waits until the call is over.
    ///
    /// - Throws: ``ScriptError`` when it still lasts.
    @discardableResult
    public func waitUntilEnded(timeout: Duration = .seconds(60)) async throws -> CallEnding {
        guard let ending = await awaited(bell, within: timeout, look: { machine.ending }) else {
            throw ScriptError("the call did not end within \(timeout)\(aftermath)")
        }
        return ending
    }

    private func waitUntilHeard(
        _ what: String, timeout: Duration, where isMeant: (String) -> Bool
    ) async throws -> TranscriptLine {
        let found: TranscriptLine?? = await awaited(bell, within: timeout) {
            let lines = machine.transcript
            let place = lines.indices.dropFirst(heardLines).first { lines[$0].actor == .bot && isMeant(lines[$0].text) }
            guard let place else { return ended ? .some(nil) : nil }
            heardLines = place + 1
            return .some(lines[place])
        }
        guard case .some(.some(let line)) = found else { throw ScriptError("\(what) was not heard\(aftermath)") }
        return line
    }

    var aftermath: String {
        let last = machine.transcript.suffix(6).map { "\n\($0)" }.joined()
        return (ended ? " before the call ended" : " in time") + "; the last lines:" + last
    }
}

// MARK: Twilio's end

extension SimulatedCall {
    func begin() { apply(.begin) }

    /// Does what the REST API asks.
    ///
    /// - Returns: `false` when the call is not in progress.
    func update(_ update: CallUpdate) -> Bool {
        guard status == "in-progress" || (update == .complete && !ended) else { return false }
        apply(.update(update))
        return true
    }

    func setAgent(_ agent: AgentBehaviour) { machine.settings.agent = agent }

    /// Adds a line that is none of the bot's or the caller's; a call that is over takes none.
    func remark(_ actor: TranscriptLine.Actor, _ text: String) { apply(.remark(actor, text)) }

    /// Sends a request to the service once more, as Twilio does when an answer was lost.
    ///
    /// It has the same parameters and the same `I-Twilio-Idempotency-Token`. The call itself takes no notice of the
    /// answer.
    ///
    /// - Parameter number: Which request: 1 is the first; the last one without it.
    /// - Returns: The answer; `nil` when there is no such request.
    public func repeatWebhook(_ number: Int? = nil) async -> WebhookReply? {
        let place = (number ?? machine.exchanges.count) - 1
        guard machine.exchanges.indices.contains(place) else { return nil }
        return await fetcher.fetch(machine.exchanges[place].request)
    }

    /// Ends the call without a word to the service, because the simulator stops.
    func abandon() {
        timer?.task.cancel()
        for task in requests.values { task.cancel() }
    }

    func apply(_ input: CallMachine.Input) {
        machine.handle(input, at: clock.now)
        follow()
    }

    private func follow() {
        for effect in machine.drain() {
            switch effect {
            case .line(let line):
                journal.record(.line(callSID: sid, line))
            case .fetch(let request, let number), .tell(let request, let number):
                requests[number] = Task { await self.send(request, number) }
            case .end(let ending):
                journal.record(.callEnded(sid: sid, ending))
            case .connect(let connection):
                Task { [exchange, self] in await exchange?.connect(connection, self) }
            case .disconnect(let leg):
                Task { [exchange] in await exchange?.disconnect(leg) }
            case .loop(let numbers):
                journal.record(.loop(numbers: numbers))
            }
        }
        tellExchange()
        setTimer()
        bell.ring()
    }

    private func send(_ request: WebhookRequest, _ number: Int) async {
        let reply = await fetcher.fetch(request)
        requests[number] = nil
        guard !Task.isCancelled else { return }
        apply(.reply(reply, to: number))
    }

    private func setTimer() {
        guard timer?.deadline != machine.deadline else { return }
        timer?.task.cancel()
        timer = machine.deadline.map { deadline in
            (
                deadline,
                Task {
                    try? await clock.sleep(until: deadline)
                    guard !Task.isCancelled else { return }
                    wake(deadline)
                }
            )
        }
    }

    // What is due happens at its time, even when this task ran a little late.
    private func wake(_ deadline: Duration) {
        guard timer?.deadline == deadline else { return }
        timer = nil
        machine.handle(.wake, at: deadline)
        follow()
    }
}
