extension Callflow {
    /// The flow as a document for the call engine, which both vendors' calls run on.
    ///
    /// - Parameter action: Where digits go that are entered in a step; its number is appended.
    /// - Returns: The document.
    func document(action: String) -> String {
        var verbs = ""
        for (place, step) in steps.enumerated() {
            switch step {
            case .say(let text, let repetition, let speed, let voice):
                verbs += Self.say(text, voice: voice, speed: speed, repetition: repetition)
            case .play(let url, let repetition):
                verbs += "<Play loop=\"\(repetition)\">\(Self.escape(url))</Play>"
            case .capture(let prompt, let voice, let digits, let timeout, let endsOnHash, let tries):
                let key = endsOnHash ? "#" : ""
                let gather =
                    "<Gather numDigits=\"\(digits)\" finishOnKey=\"\(key)\" timeout=\"\(max(timeout / 1000, 1))\" "
                    + "action=\"\(Self.escape("\(action)/\(place)"))\">"
                    + Self.say(prompt, voice: voice, speed: 1, repetition: 1) + "</Gather>"
                verbs += String(repeating: gather, count: max(tries, 1))
            case .hangup:
                verbs += "<Hangup/>"
            }
        }
        return "<Response>\(verbs)</Response>"
    }

    /// The flow after one of its steps.
    func rest(after place: Int) -> Callflow {
        var rest = self
        rest.steps = Array(steps.dropFirst(place + 1))
        return rest
    }

    private static func say(_ text: String, voice: String, speed: Double, repetition: Int) -> String {
        let language = voice.split(separator: "-").prefix(2).joined(separator: "-")
        let words = "<prosody rate=\"\(Int(speed * 100))%\">\(escape(text))</prosody>"
        return "<Say language=\"\(escape(language))\" loop=\"\(repetition)\">\(words)</Say>"
    }

    private static func escape(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
