/// A provider's word that it took a message.
public struct DeliveryReceipt: Sendable, Hashable, Codable {
    /// The provider's id of the message (`SM…`, `VE…`, a UMID), by which reports name it.
    public let reference: String
    /// What else is worth having in Okta's System Log; without code and number.
    ///
    /// Empty when there is nothing.
    public let metadata: String

    /// Makes a receipt.
    public init(reference: String, metadata: String = "") {
        self.reference = reference
        self.metadata = metadata
    }
}
