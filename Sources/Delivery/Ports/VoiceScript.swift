/// A message in words, with the language they are in.
public struct SpokenText: Sendable, Hashable {
    /// The words; the code digit by digit.
    public let text: String
    /// BCP 47: `en-US`.
    public let language: String

    /// Makes a value.
    public init(text: String, language: String) {
        self.text = text
        self.language = language
    }
}

/// Finds the words of a call.
///
/// What callers hear lives in templates, which this room does not know.
public protocol VoiceScript: Sendable {
    /// Renders the whole call as a TwiML document of at most 4000 characters: the message three times, slowly.
    ///
    /// - Throws: When the template does not work; the call is then not made.
    func document(for message: CodeMessage) throws -> String

    /// Renders the message once as plain text, for a provider that speaks and repeats by itself; at most 3000 characters.
    ///
    /// - Throws: When the template does not work; the call is then not made.
    func speech(for message: CodeMessage) throws -> SpokenText
}
