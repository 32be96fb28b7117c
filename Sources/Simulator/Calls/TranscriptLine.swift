import Foundation

/// One line of what was said and done in a call.
public struct TranscriptLine: Sendable, Equatable, CustomStringConvertible {
    /// Who said or did it.
    public enum Actor: String, Sendable, CaseIterable {
        /// The service, by the voice of Twilio.
        case bot

        /// The person who calls.
        case caller

        /// The person who is called.
        case callee

        /// The telephone in the person's hand.
        case handset

        /// Twilio itself: requests, connections, errors.
        case system

        /// The human agent whom the caller was put through to.
        case agent

        /// The service, by the voice of Twilio, on the side of who was called.
        case whisper
    }

    /// Seconds since the call began.
    public var seconds: Double

    /// Who said or did it.
    public var actor: Actor

    /// What was said or done.
    public var text: String

    /// The language of what the bot said, `es-US`, where the document named one.
    public var language: String?

    /// The line as a transcript shows it.
    ///
    /// For example `  12.4  bot      Welcome.`
    public var description: String {
        let time = String(format: "%6.1f", seconds)
        return "\(time)  \(actor.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0)) \(text)"
    }
}
