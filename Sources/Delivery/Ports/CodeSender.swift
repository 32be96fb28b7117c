public import Foundation
public import PhoneNumbers

/// Sends a code through one provider.
///
/// An implementation makes one attempt and does not retry: ``Deliverer`` decides about that.
public protocol CodeSender: Sendable {
    /// The name that settings, hooks and metrics use.
    var id: ProviderID { get }
    /// What it can do.
    var channels: Set<DeliveryChannel> { get }

    /// Sends a message.
    ///
    /// - Parameters:
    ///   - message: One that policy let through; nothing of it may be logged but its description.
    ///   - deadline: When the answer is of no use any more. It may still be known later: the task is not cancelled.
    /// - Returns: The provider's word that it took the message.
    /// - Throws: ``DeliveryError``; ``DeliveryError/Code/fateUnknown`` whenever it may have been sent.
    func send(
        _ message: CodeMessage, deadline: ContinuousClock.Instant
    ) async throws(DeliveryError) -> DeliveryReceipt
}

/// How a code ended.
public enum CodeUse: String, Sendable, Hashable, Codable {
    case used
    case expired
}

/// A send whose end a provider is told.
public struct SentCode: Sendable, Hashable, Codable {
    /// The provider's id of it.
    public let reference: String?
    /// Where it went, for a provider that finds it by number when the id is not known.
    public let destination: PhoneNumber?
    /// When that became known, or happened.
    public let endedAt: Date

    /// Makes a value.
    public init(reference: String?, destination: PhoneNumber?, endedAt: Date) {
        self.reference = reference
        self.destination = destination
        self.endedAt = endedAt
    }
}

/// A provider that wants to know whether codes were used, for its own fraud guard and statistics.
public protocol UsageFeedback: Sendable {
    /// Tells the provider how a code ended.
    ///
    /// - Throws: ``DeliveryError``: what is `throttled`, `unavailable` or `fateUnknown` may be told again later, since
    ///   telling it twice does no harm.
    func report(_ use: CodeUse, of send: SentCode, deadline: ContinuousClock.Instant) async throws(DeliveryError)
}
