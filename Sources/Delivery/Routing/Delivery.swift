/// What came of a message, with the tries that led to it.
public struct Delivery: Sendable, Hashable {
    /// What Okta is told.
    public let outcome: DeliveryOutcome
    /// Every provider that was asked, in order.
    public let attempts: [DeliveryAttempt]

    /// Makes a value.
    public init(outcome: DeliveryOutcome, attempts: [DeliveryAttempt]) {
        self.outcome = outcome
        self.attempts = attempts
    }

    /// Concludes from the tries: taken by one, perhaps taken, or taken by none.
    init(attempts: [DeliveryAttempt]) {
        let before = attempts.filter { $0.stage != .accepted }
            .map { "\($0.provider):\($0.detail ?? $0.stage.rawValue)" }
        let tried = before.isEmpty ? nil : "tried=" + before.joined(separator: ",")
        let status: DeliveryOutcome.Status
        let decisive: DeliveryAttempt?
        if let accepted = attempts.last(where: { $0.stage == .accepted }) {
            (status, decisive) = (.successful, accepted)
        } else if let unknown = attempts.first(where: { $0.stage == .unknown }) {
            (status, decisive) = (.pending, unknown)
        } else {
            (status, decisive) = (.failed, attempts.last)
        }
        let receipt = decisive?.stage == .accepted ? decisive?.detail : nil
        let metadata = [receipt, tried].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "; ")
        outcome = DeliveryOutcome(
            status: status, provider: decisive?.provider ?? .none, transactionID: decisive?.reference,
            transactionMetadata: metadata.isEmpty ? nil : metadata)
        self.attempts = attempts
    }
}
