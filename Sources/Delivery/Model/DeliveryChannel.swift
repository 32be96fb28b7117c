/// How a code reaches a telephone.
public enum DeliveryChannel: String, Sendable, Hashable, Codable, CaseIterable {
    case sms
    case voice
}
