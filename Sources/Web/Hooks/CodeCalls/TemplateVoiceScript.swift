public import Delivery
import HTTPTransport
public import TwiML

/// Finds the words of calls that bring a code in the templates.
public struct TemplateVoiceScript: VoiceScript {
    private let templates: TemplateLibrary
    private let publicURL: String
    private let customer: String
    private let defaultLanguage: String

    /// Puts it together.
    ///
    /// - Parameters:
    ///   - templates: Templates that were checked with ``TwiML/TemplateContract/codeCalls``.
    ///   - publicURL: Base of every link, without a slash at its end.
    ///   - customer: The name that callers hear.
    ///   - defaultLanguage: One of the templates' languages, taken when Okta names none that there is.
    public init(templates: TemplateLibrary, publicURL: String, customer: String, defaultLanguage: String) {
        self.templates = templates
        self.publicURL = publicURL
        self.customer = customer
        self.defaultLanguage = defaultLanguage
    }

    /// Renders the whole call; a key leads to ``CodeCallController``.
    public func document(for message: CodeMessage) throws -> String { try render(message, once: false) }

    /// Renders the words once, without any verb; a long pause is written as dots, since a text has no other.
    public func speech(for message: CodeMessage) throws -> SpokenText {
        let document = try TwiMLDocument(try render(message, once: true))
        let words = Self.words(of: document.root).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return SpokenText(text: words, language: language(of: message.locale))
    }

    private static func words(of element: TwiMLElement) -> String {
        element.content.map { node in
            switch node {
            case .text(let text): text
            case .element(let inner): isLongPause(inner) ? " ... " : words(of: inner)
            }
        }.joined()
    }

    /// Half a second and more: a shorter one is what the end of a sentence makes by itself.
    private static func isLongPause(_ element: TwiMLElement) -> Bool {
        guard element.name == "break", let time = element["time"] else { return false }
        if time.hasSuffix("ms") { return (Int(time.dropLast(2)) ?? 0) >= 500 }
        return time.hasSuffix("s") && (Double(time.dropLast()) ?? 0) >= 0.5
    }

    /// Renders the thanks to somebody who did not ask for a code.
    ///
    /// - Parameter locale: The language of the message; nil when it is not known any more.
    /// - Returns: The TwiML document.
    /// - Throws: `RenderError`.
    public func thanks(locale: String?) throws -> String {
        try templates.render(
            TemplateContract.codeCallUnwanted.name, language: language(of: locale),
            values: ["customer": .text(customer)])
    }

    private func render(_ message: CodeMessage, once: Bool) throws -> String {
        try templates.render(
            TemplateContract.codeCall.name, language: language(of: message.locale),
            values: [
                "customer": .text(customer), "once": .flag(once),
                "action": .text("\(publicURL)/code-call?event=\(PercentEncoding.encode(message.eventID))"),
                "digits": .list(message.code.revealed.map(String.init)),
            ])
    }

    private func language(of locale: String?) -> String { templates.language(matching: locale) ?? defaultLanguage }
}
