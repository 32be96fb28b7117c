/// One call as Twilio handles it: a state machine without clocks, sockets or tasks.
///
/// It is told what happens and when (``handle(_:at:)``), and tells what is to be done (``drain()``) and when it wants
/// to be woken (``deadline``). Whoever runs it brings the clock and the network.
struct CallMachine: Sendable {
    /// What happens to a call.
    enum Input: Sendable {
        case begin
        case wake
        case key(Character)
        case speech(String, confidence: Double)
        case callerHangsUp
        case update(CallUpdate)
        case reply(WebhookReply, to: Int)
        case remark(TranscriptLine.Actor, String)

        /// Something happened on the telephone of somebody who was called.
        case callee(String, DialledAction)

        /// Something happened to a leg that leads to another number of the account.
        case leg(String, LegNews)
    }

    /// What a call wants done.
    enum Effect: Sendable, Equatable {
        case fetch(WebhookRequest, number: Int)

        /// A request whose answer does not matter to the call.
        case tell(WebhookRequest, number: Int)
        case line(TranscriptLine)
        case end(CallEnding)

        /// A leg that leads to another number of the account, and is a call there.
        case connect(LegConnection)

        /// The end of such a leg.
        case disconnect(legSID: String)

        /// A call that went through more numbers of the account than any call should.
        case loop([String])
    }

    /// What a call is busy with.
    enum Activity: Sendable {
        case nothing
        case ringing(RingState)
        case fetching(number: Int)
        case speaking(until: Duration)
        case gathering(GatherState)
        case dialling(DialState)
        case queueing(QueueState)
        case recording(RecordState)
        case ended
    }

    let sid: String
    let plan: CallPlan
    let to: String
    var settings: CallSettings
    let random: RandomSource

    var now: Duration = .zero
    var began: Duration = .zero
    var activity: Activity = .nothing
    var effects: [Effect] = []

    /// The verbs that are still to come in the document.
    var program: [Verb] = []

    /// The URL of the document, against which others are resolved; `nil` when it came by REST.
    var currentURL: String?
    var isAnswered = false

    /// When the person answered an outgoing call.
    var answeredAt: Duration?
    var isFallingBack = false
    var requestCount = 0

    /// What the numbers of this call's requests begin after; those of its legs follow theirs.
    var requestBase = 0

    /// Whether this is the side of somebody who was called, before they are connected.
    var isWhisper = false

    /// The legs that were dialled so far, those that have ended included.
    var pastLegs: [OutgoingLeg] = []
    var legCount = 0
    var recordings: [SimulatedRecording] = []
    var hops = 0
    var documentsInARow = 0
    var cookies: [String: String] = [:]

    private(set) var transcript: [TranscriptLine] = []
    private(set) var ending: CallEnding?
    var exchanges: [WebhookExchange] = []
    var legs: [DialledLeg] = []
    var tasks: [QueuedTask] = []

    init(sid: String, plan: CallPlan, settings: CallSettings, random: RandomSource) {
        self.sid = sid
        self.plan = plan
        self.settings = settings.applying(plan)
        self.random = random
        to = plan.to ?? settings.account.phoneNumber
    }

    /// When the call wants to be woken; `nil` when only events move it.
    var deadline: Duration? {
        let next: Duration? =
            switch activity {
            case .nothing, .fetching, .ended: nil
            case .ringing(let state): state.until
            case .speaking(let until): until
            case .gathering(let state): state.deadline
            case .dialling(let state): state.deadline
            case .queueing(let state): state.deadline
            case .recording(let state): state.deadline
            }
        return [next, limit].compactMap(\.self).min()
    }

    /// Whether keys, or words, would be heard now.
    var isListening: Bool {
        switch activity {
        case .gathering, .recording: true
        default: false
        }
    }

    /// Twilio's word for the state of the call.
    var status: String {
        guard let ending else { return isAnswered ? "in-progress" : "ringing" }
        if case .rejected = ending.reason { return "busy" }
        if case .notAnswered(let word) = ending.reason { return word }
        return isAnswered ? "completed" : "failed"
    }

    /// Tells the call what happened.
    ///
    /// - Parameters:
    ///   - input: What happened.
    ///   - time: When; never before an earlier event.
    mutating func handle(_ input: Input, at time: Duration) {
        now = max(now, time)
        if ending != nil {
            if case .reply(let reply, let number) = input { note(reply, to: number) }
            return
        }
        switch input {
        case .begin: begin()
        case .wake: wake()
        case .key(let key): press(key)
        case .speech(let words, let confidence): speak(words, confidence: confidence)
        case .callerHangsUp: hangUp()
        case .update(let update): apply(update)
        case .reply(let reply, let number): receive(reply, to: number)
        case .remark(let actor, let text): say(actor, text)
        case .callee(let number, let action): actOnLeg(number, action)
        case .leg(let sid, let news): hear(news, ofLeg: sid)
        }
    }

    /// The number of the latest request.
    var requestNumber: Int { requestBase + requestCount }

    /// Takes what is to be done, in order.
    mutating func drain() -> [Effect] {
        defer { effects = [] }
        return effects
    }

    // MARK: Used by the verbs

    /// Writes a line of the transcript.
    mutating func say(_ actor: TranscriptLine.Actor, _ text: String, language: String? = nil) {
        let line = TranscriptLine(seconds: (now - began).seconds, actor: actor, text: text, language: language)
        transcript.append(line)
        effects.append(.line(line))
    }

    /// Ends the call.
    mutating func end(_ reason: CallEnding.Reason) {
        guard ending == nil else { return }
        activity = .ended
        program = []
        let ending = CallEnding(reason: reason, duration: now - began)
        self.ending = ending
        say(.system, "the call ends: \(words(for: reason))")
        effects.append(.end(ending))
        tellStatus(ending)
    }

    private func words(for reason: CallEnding.Reason) -> String {
        switch reason {
        case .callerHungUp: "the \(person.rawValue) hung up"
        case .notAnswered(let word): word
        case .timeLimit: "the time limit is reached"
        case .hungUp: "<Hangup>"
        case .documentFinished: "the document has no more verbs"
        case .rejected(let reason): "<Reject> (\(reason))"
        case .completedByREST: "completed by the REST API"
        case .applicationError(let code): "application error \(code)"
        }
    }

    private mutating func begin() {
        began = now
        if let outgoing = plan.outgoing {
            ring(outgoing)
            return
        }
        say(.caller, "calls \(to) from \(plan.from)")
        guard !settings.voiceURL(for: plan).isEmpty else {
            fail(code: 11100, "the number \(to) has no voice URL")
            return
        }
        fetch(settings.voiceURL(for: plan), method: settings.voiceMethod, adding: [])
    }

    private mutating func hangUp() {
        if case .ringing = activity {
            say(person, "declines")
            end(.notAnswered("busy"))
            return
        }
        say(person, "hangs up")
        tellAboutHangUp()
        dropLegs(as: "canceled")
        end(.callerHungUp)
    }

    private mutating func apply(_ update: CallUpdate) {
        documentsInARow = 0
        dropLegs(as: "canceled")
        switch update {
        case .redirect(let url, let method):
            say(.system, "the REST API redirects the call to \(url)")
            currentURL = url
            fetch(url, method: method, adding: [])
        case .document(let document):
            say(.system, "the REST API gives the call a new document")
            currentURL = nil
            load(Array(document.utf8))
        case .complete:
            if case .ringing = activity { end(.notAnswered("canceled")) } else { end(.completedByREST) }
        }
    }
}

extension CallSettings {
    /// The voice URL of a call.
    fileprivate func voiceURL(for plan: CallPlan) -> String { plan.url ?? voiceURL }
}
