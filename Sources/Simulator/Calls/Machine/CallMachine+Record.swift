extension CallMachine {
    /// How far a `<Record>` has got.
    struct RecordState: Sendable {
        let record: Record
        let began: Duration
        var words: [String] = []
        var silenceEnds: Duration

        var deadline: Duration? { min(silenceEnds, began + record.maxLength) }
    }

    mutating func begin(_ record: Record) {
        documentsInARow = 0
        say(.system, "records after the beep")
        activity = .recording(RecordState(record: record, began: now, silenceEnds: now + record.timeout))
    }

    mutating func wake(_ state: RecordState) {
        finish(state, digits: "")
    }

    mutating func press(_ key: Character, _ state: RecordState) {
        say(person, "presses \(key)")
        if state.record.finishOnKeys.contains(key) { finish(state, digits: String(key)) }
    }

    mutating func speak(_ words: String, _ state: RecordState) {
        say(person, "“\(words)”")
        var state = state
        state.words.append(words)
        state.silenceEnds = now + .seconds(Double(words.count) * 0.065) + state.record.timeout
        activity = .recording(state)
    }

    /// Ends the recording: to the action, or when nothing was said to the next verb.
    private mutating func finish(_ state: RecordState, digits: String) {
        guard !state.words.isEmpty else {
            proceed()
            return
        }
        fetch(state.record.action, method: state.record.method, adding: fields(of: state, digits: digits))
    }

    func fields(of state: RecordState, digits: String) -> [FormField] {
        let recording = "RE" + random.hex(32)
        return [
            FormField("RecordingSid", recording),
            FormField(
                "RecordingUrl",
                "https://api.twilio.com/2010-04-01/Accounts/\(settings.account.sid)/Recordings/\(recording)"),
            FormField("RecordingDuration", String(Int((now - state.began).seconds.rounded(.up)))),
            FormField("Digits", digits),
        ]
    }
}
