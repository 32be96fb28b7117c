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
            if let callback = state.record.callback, state.record.callbackEvents.contains("absent") {
                tell(
                    callback, method: state.record.callbackMethod,
                    fields: parameters + [
                        FormField("RecordingStatus", "absent"), FormField("RecordingDuration", "0"),
                    ])
            }
            proceed()
            return
        }
        fetch(state.record.action, method: state.record.method, adding: fields(of: state, digits: digits))
    }

    mutating func fields(of state: RecordState, digits: String) -> [FormField] {
        let callback = state.record.callbackEvents.contains("completed") ? state.record.callback : nil
        let recording = keepRecording(
            since: state.began, words: state.words, source: "RecordVerb", callback: callback,
            method: state.record.callbackMethod)
        return [
            FormField("RecordingSid", recording.sid), FormField("RecordingUrl", recording.url),
            FormField("RecordingDuration", String(recording.seconds)), FormField("Digits", digits),
        ]
    }

    /// Keeps a recording, and tells its callback that it can be fetched.
    mutating func keepRecording(
        since began: Duration, words: [String], source: String, callback: String?, method: String = "POST"
    ) -> SimulatedRecording {
        let sid = "RE" + random.hex(32)
        let recording = SimulatedRecording(
            sid: sid, callSID: self.sid, seconds: Int((now - began).seconds.rounded(.up)),
            words: words.joined(separator: " "),
            url: "\(settings.restURL)/2010-04-01/Accounts/\(settings.account.sid)/Recordings/\(sid)")
        recordings.append(recording)
        if let callback {
            tell(
                callback, method: method,
                fields: [
                    FormField("AccountSid", settings.account.sid), FormField("CallSid", self.sid),
                    FormField("RecordingSid", sid), FormField("RecordingUrl", recording.url),
                    FormField("RecordingStatus", "completed"),
                    FormField("RecordingDuration", String(recording.seconds)),
                    FormField("RecordingChannels", "1"), FormField("RecordingSource", source),
                    FormField("ErrorCode", "0"),
                ])
        }
        return recording
    }
}
