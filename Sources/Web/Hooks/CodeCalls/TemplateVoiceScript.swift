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

    /// Renders the words once, without any verb.
    public func speech(for message: CodeMessage) throws -> SpokenText {
        let document = try TwiMLDocument(try render(message, once: true))
        let words = document.root.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return SpokenText(text: words, language: language(of: message.locale))
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
