/// What TwiML allows: elements, their attributes, what may stand inside.
///
/// The tables hold the part of TwiML that templates use; they are compared in the tests with the whole of it.
public struct TwiMLGrammar: Sendable {
    /// What an element allows.
    struct Element: Sendable {
        var attributes: [String: TwiMLValueRule] = [:]
        var required: [String] = []
        var children: Set<String> = []
        var text: Text = .none
    }

    /// What an element allows as its text.
    enum Text: Sendable {
        case none
        /// Words to be spoken; the number is Twilio's limit in bytes.
        case words
        case optional(TwiMLValueRule)
        case required(TwiMLValueRule)
    }

    let elements: [String: Element]

    /// Answers to voice webhooks (https://www.twilio.com/docs/voice/twiml).
    public static let voice = TwiMLGrammar(
        elements: voiceVerbs.merging(voiceNouns) { verb, _ in verb }.merging(speech) { verb, _ in verb })

    /// Answers to messaging webhooks (https://www.twilio.com/docs/messaging/twiml).
    public static let messaging = TwiMLGrammar(elements: messagingVerbs)
}
