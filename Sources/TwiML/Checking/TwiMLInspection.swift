/// Walks a document with the grammar in hand and collects what does not fit.
struct TwiMLInspection {
    let grammar: TwiMLGrammar
    let bytes: [UInt8]
    private(set) var faults: [TwiMLFault] = []

    init(grammar: TwiMLGrammar, bytes: [UInt8]) {
        self.grammar = grammar
        self.bytes = bytes
    }

    mutating func inspect(_ document: TwiMLDocument, judgesReach: Bool) {
        let root = document.root
        guard root.name == "Response" else {
            fault("the root is <\(root.name)>", mend: "the root of TwiML is <Response>", at: root.offset)
            return
        }
        inspect(root)
        if judgesReach { inspectReach(of: root.children) }
    }

    private mutating func inspect(_ element: TwiMLElement) {
        guard let rules = grammar.elements[element.name] else { return }
        inspectAttributes(of: element, rules)
        for child in element.children {
            inspectPlace(of: child, in: element, rules)
            inspect(child)
        }
        inspectText(of: element, rules)
        inspectPeculiarities(of: element)
    }

    private mutating func inspectPlace(of child: TwiMLElement, in parent: TwiMLElement, _ rules: TwiMLGrammar.Element) {
        guard !rules.children.contains(child.name) else { return }
        let allowed = rules.children.sorted()
        guard grammar.elements[child.name] != nil else {
            let hint = NearestName.suggestion(
                for: child.name, among: allowed.isEmpty ? Array(grammar.elements.keys) : allowed)
            fault("<\(child.name)> is not known", mend: hint ?? Self.list(allowed, in: parent.name), at: child.offset)
            return
        }
        fault(
            "<\(child.name)> may not stand in <\(parent.name)>", mend: Self.list(allowed, in: parent.name),
            at: child.offset)
    }

    private static func list(_ allowed: [String], in parent: String) -> String {
        allowed.isEmpty
            ? "<\(parent)> holds no elements"
            : "<\(parent)> may hold \(allowed.joined(separator: ", "))"
    }

    private mutating func inspectAttributes(of element: TwiMLElement, _ rules: TwiMLGrammar.Element) {
        for attribute in element.attributes {
            guard let rule = rules.attributes[attribute.name] else {
                let known = rules.attributes.keys.sorted()
                let hint = NearestName.suggestion(for: attribute.name, among: known)
                let list = known.isEmpty ? "it has none" : "it has \(known.joined(separator: ", "))"
                fault(
                    "<\(element.name)> has no attribute `\(attribute.name)`", mend: hint ?? list, at: attribute.offset)
                continue
            }
            if let mend = rule.objection(to: attribute.value) {
                fault(
                    "`\(attribute.name)` of <\(element.name)> is \"\(Self.excerpt(attribute.value))\"", mend: mend,
                    at: attribute.valueOffset)
            }
        }
        for name in rules.required where element[name] == nil {
            fault("<\(element.name)> has no `\(name)`", mend: "add \(name)=\"…\"", at: element.offset)
        }
    }

    private mutating func inspectText(of element: TwiMLElement, _ rules: TwiMLGrammar.Element) {
        if case .words = rules.text { return }
        let own = element.content.map { if case .text(let text) = $0 { text } else { "" } }.joined()
        let text = Self.trimmed(own)
        switch rules.text {
        case .words: break
        case .none:
            if !text.isEmpty {
                fault(
                    "words stand in <\(element.name)>: \"\(Self.excerpt(text))\"", mend: "words to speak go into <Say>",
                    at: element.offset)
            }
        case .optional(let rule):
            if !text.isEmpty { inspect(text, of: element, rule) }
        case .required(let rule): inspect(text, of: element, rule)
        }
    }

    private mutating func inspect(_ text: String, of element: TwiMLElement, _ rule: TwiMLValueRule) {
        guard let mend = rule.objection(to: text) else { return }
        let message = text.isEmpty ? "<\(element.name)> is empty" : "<\(element.name)> holds \"\(Self.excerpt(text))\""
        fault(message, mend: mend, at: element.offset)
    }

    // MARK: Reporting

    mutating func fault(
        _ message: String, mend: String, severity: TwiMLFault.Severity = .fault, at offset: Int
    ) {
        faults.append(TwiMLFault(message, mend: mend, severity: severity, at: offset, in: bytes))
    }

    private static func excerpt(_ text: String) -> String {
        text.count > 40 ? String(text.prefix(40)) + "…" : text
    }

    private static func trimmed(_ text: String) -> String {
        let bytes = text.utf8
        guard let first = bytes.firstIndex(where: { !XMLReader.isSpace($0) }),
            let last = bytes.lastIndex(where: { !XMLReader.isSpace($0) })
        else { return "" }
        return String(text[first...last])
    }
}
