import Mustache

/// A template ready to render.
struct Template: Sendable {
    let contract: TemplateContract
    private let kinds: [String: TemplateValue.Kind]
    private let mustache: MustacheTemplate

    /// - Throws: `MustacheTemplate.ParserError`, whose line counts the pragma as the first.
    init(contract: TemplateContract, source: String) throws {
        self.contract = contract
        kinds = contract.kinds
        mustache = try MustacheTemplate(string: XMLContentType.pragma + "\n" + source)
    }

    func render(_ values: [String: TemplateValue]) throws(RenderError) -> String {
        for (name, value) in values {
            guard let kind = kinds[name] else { throw .unknownValue(name, template: contract.name) }
            guard kind == value.kind else { throw .wrongKind(name, template: contract.name) }
        }
        let answers = TemplateAnswers(values: values, kinds: kinds)
        let document = mustache.render(answers)
        if let name = answers.missing { throw .missingValue(name, template: contract.name) }
        // TwiML has to begin at the first byte (Twilio error 12100).
        guard let first = document.utf8.first, XMLReader.isSpace(first) else { return document }
        return String(document.drop { $0.isWhitespace })
    }
}

/// Answers what a template asks for while it is rendered.
final class TemplateAnswers: MustacheParent {
    /// The first text that was asked for and is not there.
    private(set) var missing: String?
    private let values: [String: TemplateValue]
    private let kinds: [String: TemplateValue.Kind]

    init(values: [String: TemplateValue], kinds: [String: TemplateValue.Kind]) {
        self.values = values
        self.kinds = kinds
    }

    /// Marks the names of sections that ask whether there is a text, so that the text itself is not searched for names.
    static let presenceMark = "?"

    func child(named name: String) -> Any? {
        if name.hasSuffix(Self.presenceMark) {
            guard case .text(let text) = values[String(name.dropLast())] else { return false }
            return !text.isEmpty
        }
        switch values[name] {
        case .text(let text): return text
        case .flag(let flag): return flag
        case .list(let list): return list
        case nil:
            if kinds[name] == .text, missing == nil { missing = name }
            return nil
        }
    }
}
