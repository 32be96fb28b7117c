extension CallMachine {
    /// Reads a document and begins with its first verb.
    mutating func load(_ bytes: [UInt8]) {
        do {
            let (verbs, complaints) = VerbReader.read(try TwiMLParser.parse(bytes))
            for complaint in complaints { say(.system, "warning \(complaint)") }
            start(verbs)
        } catch {
            fail(code: error.code, error.description)
        }
    }

    /// Begins with the first of some verbs.
    mutating func start(_ verbs: [Verb]) {
        isFallingBack = false
        program = verbs
        proceed()
    }

    /// Goes on with the next verb; without one Twilio hangs up.
    mutating func proceed() {
        activity = .nothing
        while case .nothing = activity {
            guard !program.isEmpty else {
                isAnswered = true
                end(.documentFinished)
                return
            }
            let verb = program.removeFirst()
            isAnswered = isAnswered || answers(verb)
            perform(verb)
        }
    }

    /// Whether a verb answers the call, as all do but a refusal and a connection that answers when it is made.
    private func answers(_ verb: Verb) -> Bool {
        switch verb {
        case .reject: false
        case .dial(let dial): !dial.answersOnBridge
        default: true
        }
    }

    private mutating func perform(_ verb: Verb) {
        switch verb {
        case .say, .play, .pause:
            if let until = utter(verb) { activity = .speaking(until: until) }
        case .gather(let gather):
            begin(gather)
        case .redirect(let url, let method):
            fetch(url, method: method, adding: [])
        case .dial where isWhisper:
            say(.system, "warning 12200: <Dial> is not allowed on the side of who was called")
        case .dial(let dial):
            begin(dial)
        case .enqueue(let enqueue):
            begin(enqueue)
        case .record(let record):
            begin(record)
        case .hangup:
            end(.hungUp)
        case .leave:
            say(.system, "<Leave> outside of a queue does nothing")
        case .reject(let reason):
            if isAnswered {
                say(.system, "warning: <Reject> after the call was answered hangs up")
                end(.hungUp)
            } else {
                end(.rejected(reason))
            }
        case .unsupported(let name):
            say(.system, "<\(name)> is not simulated and is skipped")
        }
    }

    /// Says, plays or pauses.
    ///
    /// - Returns: When it will be over; `nil` when it takes no time.
    mutating func utter(_ verb: Verb) -> Duration? {
        let length: Duration
        switch verb {
        case .say(let speech):
            let times = speech.loop == 1 ? "" : speech.loop >= 1000 ? " (again and again)" : " (\(speech.loop) times)"
            say(.bot, speech.text + times, language: speech.language)
            length = speech.duration * speech.loop
        case .play(let sound):
            say(.bot, "(\(sound.description))")
            length = sound.duration * sound.loop
        case .pause(let pause):
            length = pause
        default:
            return nil
        }
        guard length > .zero else { return nil }
        documentsInARow = 0
        return now + length / settings.speechSpeed
    }

    /// Goes on because the time that was waited for has come.
    mutating func wake() {
        guard let deadline, deadline <= now else { return }
        if let limit, limit <= now {
            end(.timeLimit)
            return
        }
        switch activity {
        case .ringing(let state): wake(state)
        case .speaking: proceed()
        case .gathering(let state): wake(state)
        case .dialling(let state): wake(state)
        case .queueing(let state): wake(state)
        case .recording(let state): wake(state)
        case .nothing, .fetching, .ended: break
        }
    }

    /// The caller presses a key.
    mutating func press(_ key: Character) {
        guard "0123456789*#".contains(key) else { return }
        documentsInARow = 0
        switch activity {
        case .gathering(let state):
            press(key, state)
        case .recording(let state):
            press(key, state)
        case .dialling(let state) where state.dial.hangsUpOnStar && key == "*" && state.isAnswered:
            say(person, "presses *")
            finish(state, status: "completed")
        case .dialling(let state) where state.isAnswered:
            say(person, "presses \(key)")
        default:
            say(person, "presses \(key) (nobody listens)")
        }
    }

    /// The caller says something.
    mutating func speak(_ words: String, confidence: Double) {
        documentsInARow = 0
        switch activity {
        case .gathering(let state): speak(words, confidence: confidence, state)
        case .recording(let state): speak(words, state)
        case .dialling(let state) where state.isAnswered: say(person, "“\(words)”")
        default: say(person, "“\(words)” (nobody listens)")
        }
    }
}
