public import Foundation

/// Okta's word that a person has used a code.
public struct UsedCode: Sendable, Hashable, Codable {
    /// Okta's id of the event, the same when it comes again.
    public let eventUUID: String
    /// Okta's id of the person.
    public let userID: String
    /// How the code had come.
    public let channel: DeliveryChannel
    /// When it was used; nil when the event does not say.
    public let usedAt: Date?

    /// Makes a value.
    public init(eventUUID: String, userID: String, channel: DeliveryChannel, usedAt: Date?) {
        self.eventUUID = StoredID.bounded(eventUUID)
        self.userID = StoredID.bounded(userID)
        self.channel = channel
        self.usedAt = usedAt
    }
}
