/// Sends texts by a request of its own, where there is no webhook to answer.
public protocol TextSender: Sendable {
    /// Sends a text once.
    func send(_ text: OutgoingText, deadline: ContinuousClock.Instant) async -> TextSendOutcome
}

/// What came of sending a text.
public enum TextSendOutcome: String, Sendable, Equatable, CaseIterable {
    case sent
    /// Twilio refused it: it has not been sent, and would not be another time.
    case refused
    /// Nothing was sent; another try may work.
    case unsent
    /// It may have been sent.
    case unknown
}
