/// A call whose time a test moves by hand: no clock runs, no task waits, nothing happens by itself.
///
/// Requests to the service are made in the test's own task while the call's time stands still.
public actor HandDrivenCall {
    private var machine: CallMachine
    private let clock: ManualClock
    private let fetcher: any WebhookFetcher

    /// Plans a call.
    ///
    /// - Parameters:
    ///   - plan: Who calls whom.
    ///   - settings: What Twilio knows of the number.
    ///   - clock: The clock that ``advance(by:)`` moves; share it with what else lives by it.
    ///   - random: Where SIDs and tokens come from.
    ///   - fetcher: Who answers Twilio's requests.
    public init(
        _ plan: CallPlan, settings: CallSettings, clock: ManualClock = ManualClock(), random: RandomSource = .seeded(1),
        fetcher: any WebhookFetcher
    ) {
        machine = CallMachine(sid: "CA" + random.hex(32), plan: plan, settings: settings, random: random)
        self.clock = clock
        self.fetcher = fetcher
    }

    /// The call's SID.
    public var sid: String { machine.sid }

    /// Everything that was said and done so far.
    public var transcript: [TranscriptLine] { machine.transcript }

    /// What the bot said so far.
    public var heard: [String] { machine.transcript.filter { $0.actor == .bot }.map(\.text) }

    /// How the call ended; `nil` while it lasts.
    public var ending: CallEnding? { machine.ending }

    /// Twilio's word for the state of the call.
    public var status: String { machine.status }

    /// The requests that Twilio sent to the service, with the answers.
    public var webhooks: [WebhookExchange] { machine.exchanges }

    /// Whom the call was put through to.
    public var dialled: [DialledLeg] { machine.legs }

    /// The calls that `<Dial>` made, with what became of each.
    public var dialledCalls: [DialledCall] { machine.dialledCalls }

    /// What the call recorded.
    public var recordings: [SimulatedRecording] { machine.recordings }

    /// Does something on the telephone of somebody who was called by `<Dial>`.
    public func callee(_ number: String, _ action: DialledAction) async { await apply(.callee(number, action)) }

    /// The tasks that the call became in queues.
    public var queued: [QueuedTask] { machine.tasks }

    /// Places the call.
    public func begin() async { await apply(.begin) }

    /// Presses keys, one right after the other.
    public func press(_ keys: String) async {
        for key in keys { await apply(.key(key)) }
    }

    /// Says something.
    public func say(_ words: String, confidence: Double = 0.9) async {
        await apply(.speech(words, confidence: confidence))
    }

    /// Hangs up.
    public func hangUp() async { await apply(.callerHangsUp) }

    /// Does what Twilio's REST API can do to a live call.
    public func update(_ update: CallUpdate) async { await apply(.update(update)) }

    /// Lets time pass, and everything happen that is due in it, in order.
    public func advance(by time: Duration) async {
        let goal = clock.now + time
        while let deadline = machine.deadline, deadline <= goal {
            clock.advance(to: deadline)
            await apply(.wake)
        }
        clock.advance(to: goal)
    }

    private func apply(_ input: CallMachine.Input) async {
        machine.handle(input, at: clock.now)
        var effects = machine.drain()[...]
        while let effect = effects.popFirst() {
            switch effect {
            case .fetch(let request, let number), .tell(let request, let number):
                machine.handle(.reply(await fetcher.fetch(request), to: number), at: clock.now)
                effects += machine.drain()
            case .line, .end, .connect, .disconnect, .loop: break
            }
        }
    }
}
