extension CallMachine {
    /// How far a `<Gather>` has got.
    struct GatherState: Sendable {
        let gather: Gather
        var prompts: [Verb]

        /// When the prompt that is being spoken will be over.
        var promptEnds: Duration?
        var digits = ""
        var words: [String] = []
        var confidence = 1.0

        /// When the caller's silence will have lasted long enough; begins when the prompts are over.
        var silenceEnds: Duration?

        var deadline: Duration? { promptEnds ?? silenceEnds }
    }

    mutating func begin(_ gather: Gather) {
        nextPrompt(GatherState(gather: gather, prompts: gather.prompts))
    }

    mutating func wake(_ state: GatherState) {
        if state.promptEnds != nil {
            nextPrompt(state)
        } else {
            finish(state, key: nil)
        }
    }

    private mutating func nextPrompt(_ state: GatherState) {
        var state = state
        state.promptEnds = nil
        while !state.prompts.isEmpty, state.promptEnds == nil {
            state.promptEnds = utter(state.prompts.removeFirst())
        }
        if state.promptEnds == nil { state.silenceEnds = now + state.gather.timeout }
        if state.gather.timeout > .zero { documentsInARow = 0 }
        activity = .gathering(state)
    }

    mutating func press(_ key: Character, _ state: GatherState) {
        var state = state
        guard state.gather.takesKeys, state.words.isEmpty else {
            say(person, "presses \(key) (only words are taken)")
            return
        }
        say(person, "presses \(key)")
        stopPrompts(&state)
        if key == state.gather.finishOnKey {
            finish(state, key: key)
            return
        }
        state.digits.append(key)
        state.silenceEnds = now + state.gather.timeout
        if state.digits.count == state.gather.numDigits {
            finish(state, key: nil)
        } else {
            activity = .gathering(state)
        }
    }

    mutating func speak(_ words: String, confidence: Double, _ state: GatherState) {
        var state = state
        // The first kind of input wins: words after a key are noise.
        guard state.gather.takesSpeech, state.digits.isEmpty else {
            say(person, "“\(words)” (only keys are taken)")
            return
        }
        say(person, "“\(words)”")
        stopPrompts(&state)
        state.words.append(words)
        state.confidence = min(state.confidence, confidence)
        let speaking = Duration.seconds(Double(words.count) * 0.065)
        state.silenceEnds = now + speaking + state.gather.speechTimeout
        activity = .gathering(state)
    }

    /// Keys and words cut off what is being said, unless the document forbids it.
    private func stopPrompts(_ state: inout GatherState) {
        guard state.gather.letsBargeIn || state.promptEnds == nil else { return }
        state.prompts = []
        state.promptEnds = nil
    }

    /// Ends the input: to the action, or with nothing entered to the next verb.
    private mutating func finish(_ state: GatherState, key: Character?) {
        let gather = state.gather
        let isEmpty = state.digits.isEmpty && state.words.allSatisfy { $0.trimmed.isEmpty }
        if isEmpty, !gather.actionOnEmptyResult {
            proceed()
            return
        }
        var fields = [FormField("msg", "Gather End")]
        if !state.words.isEmpty {
            fields.append(FormField("SpeechResult", state.words.joined(separator: " ")))
            fields.append(FormField("Confidence", String(state.confidence)))
        } else {
            fields.append(FormField("FinishedOnKey", key.map(String.init) ?? ""))
            if !state.digits.isEmpty || key != nil { fields.append(FormField("Digits", state.digits)) }
        }
        fetch(gather.action, method: gather.method, adding: fields)
    }
}
