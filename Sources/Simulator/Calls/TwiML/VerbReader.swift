/// Turns a tree into verbs; what does not belong is skipped with a complaint, as Twilio does.
struct VerbReader {
    /// What Twilio would write into its debugger.
    private(set) var complaints: [TwiMLComplaint] = []

    /// Reads a document.
    static func read(_ root: TwiMLElement) -> (verbs: [Verb], complaints: [TwiMLComplaint]) {
        var reader = VerbReader()
        let verbs = reader.children(of: root).compactMap { reader.verb($0) }
        return (verbs, reader.complaints)
    }

    mutating func complain(_ message: String, at element: TwiMLElement, code: Int = 12200) {
        complaints.append(TwiMLComplaint(code: code, line: element.line, message: message))
    }

    /// The children that may stand in an element.
    mutating func children(of element: TwiMLElement) -> [TwiMLElement] {
        let allowed = TwiMLGrammar.rule(for: element.name)?.children ?? []
        if !element.text.isEmpty, ["Response", "Gather", "Headers"].contains(element.name) {
            complain("text is not allowed in <\(element.name)>", at: element)
        }
        return element.children.filter { child in
            if allowed.contains(child.name) { return true }
            complain(
                "<\(child.name)> is not allowed in <\(element.name)>", at: child,
                code: element.name == "Gather" ? 13320 : 12200)
            return false
        }
    }

    mutating func checkAttributes(of element: TwiMLElement) {
        guard let rule = TwiMLGrammar.rule(for: element.name) else { return }
        for name in element.attributes.keys.sorted() where !rule.attributes.contains(name) {
            complain("<\(element.name)> has no attribute '\(name)'", at: element)
        }
    }

    private mutating func verb(_ element: TwiMLElement) -> Verb? {
        checkAttributes(of: element)
        switch element.name {
        case "Say": return say(element)
        case "Play": return play(element)
        case "Pause": return .pause(seconds("length", of: element, default: 1))
        case "Gather": return .gather(gather(element))
        case "Redirect": return .redirect(url: element.text, method: method(of: element))
        case "Dial": return .dial(dial(element))
        case "Enqueue": return .enqueue(enqueue(element))
        case "Record": return .record(record(element))
        case "Hangup": return .hangup
        case "Leave": return .leave
        case "Reject": return .reject(reason: choice("reason", of: element, among: ["rejected", "busy"]))
        default: return .unsupported(element.name)
        }
    }

    private mutating func say(_ element: TwiMLElement) -> Verb? {
        let clean = checkSpeech(element)
        let (text, duration) = SpokenText.measure(clean)
        guard !text.isEmpty else {
            complain("<Say> has nothing to say", at: element, code: 13520)
            return nil
        }
        guard text.count <= 4096 else {
            complain("<Say> has more than 4096 characters", at: element, code: 13520)
            return nil
        }
        return .say(
            Speech(
                text: text, duration: duration, language: element.attributes["language"],
                voice: element.attributes["voice"], loop: loop(of: element)))
    }

    /// The element without the marks that speech does not know.
    private mutating func checkSpeech(_ element: TwiMLElement) -> TwiMLElement {
        let allowed = TwiMLGrammar.rule(for: element.name)?.children ?? []
        var clean = element
        clean.content = []
        for part in element.content {
            guard case .element(let child) = part else {
                clean.content.append(part)
                continue
            }
            guard allowed.contains(child.name) else {
                complain("<\(child.name)> is not allowed in <\(element.name)>", at: child)
                continue
            }
            checkAttributes(of: child)
            clean.content.append(.element(checkSpeech(child)))
        }
        return clean
    }

    private mutating func play(_ element: TwiMLElement) -> Verb? {
        if let digits = element.attributes["digits"] {
            let seconds = digits.reduce(0.0) { $0 + ($1 == "w" ? 0.5 : 0.2) }
            return .play(Sound(description: "plays the keys \(digits)", duration: .seconds(seconds), loop: 1))
        }
        guard !element.text.isEmpty else {
            complain("<Play> names no file", at: element)
            return nil
        }
        return .play(Sound(description: "plays \(element.text)", duration: .seconds(3), loop: loop(of: element)))
    }

    private mutating func gather(_ element: TwiMLElement) -> Gather {
        var gather = Gather()
        let input = choice("input", of: element, among: ["dtmf", "speech", "dtmf speech", "speech dtmf"])
        gather.takesKeys = input.contains("dtmf")
        gather.takesSpeech = input.contains("speech")
        gather.action = element.attributes["action"]
        gather.method = method(of: element)
        gather.timeout = seconds("timeout", of: element, default: 5)
        gather.numDigits = element.attributes["numDigits"].flatMap { _ in number("numDigits", of: element, from: 1) }
        gather.actionOnEmptyResult = flag("actionOnEmptyResult", of: element, default: false)
        gather.letsBargeIn = flag("bargeIn", of: element, default: true)
        gather.speechTimeout =
            switch element.attributes["speechTimeout"] {
            case nil: gather.timeout
            case "auto": .seconds(1)
            default: seconds("speechTimeout", of: element, default: 5)
            }
        if let key = element.attributes["finishOnKey"] {
            if key.count <= 1, key.allSatisfy({ "0123456789*#".contains($0) }) {
                gather.finishOnKey = key.first
            } else {
                complain("finishOnKey is '\(key)'", at: element, code: 13310)
            }
        }
        gather.prompts = children(of: element).compactMap { verb($0) }
        return gather
    }
}
