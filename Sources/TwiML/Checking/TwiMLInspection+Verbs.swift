/// What a table cannot say.
extension TwiMLInspection {
    mutating func inspectPeculiarities(of element: TwiMLElement) {
        switch element.name {
        case "Say": inspectSay(element)
        case "Play":
            if element.isBlank, element["digits"] == nil {
                fault("<Play> plays nothing", mend: "write the URL of a sound, or digits", at: element.offset)
            }
        case "Gather":
            if element["speechTimeout"] == "auto", element["speechModel"].map({ $0 != "default" }) ?? false {
                fault(
                    "speechTimeout=\"auto\" does not go with a speechModel", mend: "write seconds", severity: .warning,
                    at: element.offset)
            }
        case "Dial":
            if element.isBlank { fault("<Dial> reaches nobody", mend: "add a <Number> or <Sip>", at: element.offset) }
        case "Sip":
            if element.isBlank { fault("<Sip> reaches nobody", mend: "write a sip: address", at: element.offset) }
        case "Enqueue":
            if element["workflowSid"] == nil, element.isBlank {
                fault("<Enqueue> names no queue", mend: "write its name, or workflowSid=\"WW…\"", at: element.offset)
            }
        default: break
        }
    }

    private mutating func inspectSay(_ element: TwiMLElement) {
        let text = element.text
        if text.utf8.count > TwiMLChecker.maximumWords {
            fault(
                "<Say> holds \(text.utf8.count) bytes of text",
                mend: "\(TwiMLChecker.maximumWords) at most: divide it among several <Say>", at: element.offset)
        } else if !text.utf8.contains(where: { !XMLReader.isSpace($0) }) {
            fault(
                "<Say> says nothing", mend: "put the <Say> inside the section, or drop it", severity: .warning,
                at: element.offset)
        }
    }

    /// Warns of verbs after one that never comes back.
    mutating func inspectReach(of verbs: [TwiMLElement]) {
        guard let end = verbs.firstIndex(where: \.isEndOfDocument), end + 1 < verbs.count else { return }
        let next = verbs[end + 1]
        fault(
            "<\(next.name)> is never reached", mend: "<\(verbs[end].name)> before it ends the document",
            severity: .warning, at: next.offset)
    }
}

extension TwiMLElement {
    /// Whether nothing stands inside but space.
    fileprivate var isBlank: Bool {
        content.allSatisfy { node in
            switch node {
            case .element: false
            case .text(let text): text.utf8.allSatisfy(XMLReader.isSpace)
            }
        }
    }
}
