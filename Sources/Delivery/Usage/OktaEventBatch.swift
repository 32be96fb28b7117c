import Foundation
import HTTPTransport

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
        guard let json = LooseJSON.parse(body) else { return nil }
        eventID = json["eventId"]?.string
        let events = json["data"]?["events"]?.elements ?? []
        eventCount = events.count
        var seen: Set<String> = []
        usedCodes = events.compactMap(Self.usedCode).filter { seen.insert($0.eventUUID).inserted }
    }

    private static func usedCode(_ event: LooseJSON) -> UsedCode? {
        guard let type = event["eventType"]?.string, types.contains(type), let uuid = event["uuid"]?.string,
            event["outcome"]?["result"]?.string?.uppercased() == "SUCCESS", let channel = channel(event),
            let user = user(event)
        else { return nil }
        return UsedCode(
            eventUUID: uuid, userID: user, channel: channel,
            usedAt: event["published"]?.string.flatMap(VendorTime.parse))
    }

    /// The factor stands in one of two places, depending on the kind of event and of organisation.
    private static func channel(_ event: LooseJSON) -> DeliveryChannel? {
        let places = [event["debugContext"]?["debugData"]?["factor"]?.string, event["outcome"]?["reason"]?.string]
        for place in places.compactMap({ $0?.uppercased() }) {
            if place.contains("SMS_FACTOR") { return .sms }
            if place.contains("CALL_FACTOR") { return .voice }
        }
        return nil
    }

    /// The person: the actor, or whom an administrator acted on.
    private static func user(_ event: LooseJSON) -> String? {
        let actor = event["actor"]
        let isPerson = actor?["type"]?.string.map { $0.lowercased() == "user" } ?? true
        if isPerson, let id = actor?["id"]?.string { return id }
        return event["target"]?.elements.first { $0["type"]?.string?.lowercased() == "user" }?["id"]?.string
    }
}
