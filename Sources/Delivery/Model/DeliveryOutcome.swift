/// What came of delivering a code: what Okta is told, whenever it asks.
public struct DeliveryOutcome: Sendable, Hashable, Decodable {
    /// What is known of the message.
    public enum Status: String, Sendable, Codable, CaseIterable {
        /// A provider took it.
        case successful
        /// No provider took it for certain, and one may have.
        case pending
        /// No provider took it.
        case failed
    }

    /// What is known of the message.
    public let status: Status
    /// The provider that took it, or that may have, or that said no last; ``ProviderID/none`` when none was asked.
    public let provider: ProviderID
    /// The provider's id of the message.
    public let transactionID: String?
    /// How it went, in a few words without code or number.
    public let transactionMetadata: String?
    /// Why policy did not let it be sent; nil when it did.
    ///
    /// What Okta is told then is decided by `ON_BLOCKED`.
    public let refusal: PolicyRefusal?

    /// Makes an outcome.
    public init(
        status: Status, provider: ProviderID, transactionID: String? = nil, transactionMetadata: String? = nil,
        refusal: PolicyRefusal? = nil
    ) {
        self.status = status
        self.provider = provider
        self.transactionID = transactionID
        self.transactionMetadata = transactionMetadata
        self.refusal = refusal
    }

    /// The outcome of a message that policy refused.
    static func refused(_ refusal: PolicyRefusal) -> DeliveryOutcome {
        DeliveryOutcome(
            status: .failed, provider: .none, transactionMetadata: "policy=\(refusal.rawValue)", refusal: refusal)
    }
}
