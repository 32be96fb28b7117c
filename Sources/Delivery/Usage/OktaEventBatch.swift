import Foundation
import Texts
import JSON

/// A delivery of Okta's event hook (https://developer.okta.com/docs/concepts/event-hooks/), as far as it is about codes.
public struct OktaEventBatch: Sendable, Hashable {
    /// Okta's id of the delivery, the same when it comes again; nil when it has none.
    public let eventID: String?
    /// How many events came.
    public let eventCount: Int
    /// The uses of codes among them, each once.
    public let usedCodes: [UsedCode]

    /// What tells that a code was used.
    private static let types: Set<String> = ["user.authentication.auth_via_mfa", "user.mfa.factor.activate"]

    /// Reads a body; nil when it is no JSON.
    ///
    /// Events that are not understood are passed over.
    public init?(_ body: [UInt8]) {
        guard let json = JSONValue.parse(body) else { return nil }
        eventID = json["eventId"]?.looseText
        let events = json["data"]?["events"]?.looseElements ?? []
        eventCount = events.count
        var seen: Set<String> = []
        usedCodes = events.compactMap(Self.usedCode).filter { seen.insert($0.eventUUID).inserted }
    }

    private static func usedCode(_ event: JSONValue) -> UsedCode? {
        guard let type = event["eventType"]?.looseText, types.contains(type),
            event["outcome"]?["result"]?.looseText?.uppercased() == "SUCCESS", let channel = channel(event),
            let user = user(event)
        else { return nil }
        // Okta gives every event one; who calls as Okta does may not.
        return UsedCode(
            eventUUID: event["uuid"]?.looseText ?? StoredID.hash(of: event.bytes), userID: user, channel: channel,
            usedAt: event["published"]?.looseText.flatMap(ISO8601.date))
    }

    /// The factor stands in one of two places, depending on the kind of event and of organisation.
    private static func channel(_ event: JSONValue) -> DeliveryChannel? {
        let places = [
            event["debugContext"]?["debugData"]?["factor"]?.looseText, event["outcome"]?["reason"]?.looseText,
        ]
        for place in places.compactMap({ $0?.uppercased() }) {
            if place.contains("SMS_FACTOR") { return .sms }
            if place.contains("CALL_FACTOR") { return .voice }
        }
        return nil
    }

    /// The person: the actor, or whom an administrator acted on.
    private static func user(_ event: JSONValue) -> String? {
        let actor = event["actor"]
        let isPerson = actor?["type"]?.looseText.map { $0.lowercased() == "user" } ?? true
        if isPerson, let id = actor?["id"]?.looseText { return id }
        return event["target"]?.looseElements.first { $0["type"]?.looseText?.lowercased() == "user" }?["id"]?.looseText
    }
}
