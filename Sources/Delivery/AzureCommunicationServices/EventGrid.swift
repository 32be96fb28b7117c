import Foundation
import JSON

/// What came from Azure Event Grid, in its own schema or as CloudEvents
/// (https://learn.microsoft.com/azure/event-grid/communication-services-telephony-sms-events).
public struct EventGridBatch: Sendable, Hashable {
    /// Where they come in.
    public static let feed = ReportFeed(
        name: "acs", title: "Azure Communication Services",
        place: "Azure portal: the resource, Events, + Event Subscription, SMS Delivery Report Received, Web Hook",
        handshake: { field in
            CloudEventsHandshake(origin: field("WebHook-Request-Origin"), rate: field("WebHook-Request-Rate"))?.answer
        }
    ) { body in
        EventGridBatch(body).map { ReportFeed.Reading($0.reports, answer: $0.validationAnswer) }
    }

    /// The delivery reports in it.
    public let reports: [DeliveryReport]
    /// The code of Event Grid's handshake, to be given back in ``validationAnswer``; the URL that comes with it is
    /// never fetched.
    public let validationCode: String?

    /// Reads a body; nil when it is no JSON.
    public init?(_ body: [UInt8]) {
        guard let json = JSONValue.parse(body) else { return nil }
        var reports: [DeliveryReport] = []
        var code: String?
        for event in json.looseElements {
            // Event Grid's own schema says `eventType`, CloudEvents `type`.
            switch (event["eventType"] ?? event["type"])?.looseText {
            case "Microsoft.EventGrid.SubscriptionValidationEvent":
                code = event["data"]?["validationCode"]?.looseText ?? code
            case "Microsoft.Communication.SMSDeliveryReportReceived":
                if let report = Self.report(event["data"]) { reports.append(report) }
            default:
                continue
            }
        }
        self.reports = reports
        validationCode = code
    }

    /// The body that answers the handshake, with status 200 exactly; nil when there was none.
    public var validationAnswer: [UInt8]? {
        validationCode.map { code in JSONWriter.object { $0.member("validationResponse", code) } }
    }

    private static func report(_ data: JSONValue?) -> DeliveryReport? {
        guard let data, let reference = data["messageId"]?.looseText, let word = data["deliveryStatus"]?.looseText
        else {
            return nil
        }
        let status: DeliveryReport.Status =
            switch word.lowercased() {
            case "delivered": .delivered
            case "failed", "expired", "undelivered", "rejected": .undelivered
            default: .sent
            }
        return DeliveryReport(
            provider: AzureSMSSettings.description.id, reference: reference,
            eventID: data.member(anyCase: "tag")?.looseText, status: status,
            detail: status.asksForAnother ? word.lowercased() : nil)
    }
}

/// The handshake of CloudEvents' webhooks
/// (https://github.com/cloudevents/spec/blob/main/cloudevents/http-webhook.md#4-abuse-protection).
public struct CloudEventsHandshake: Sendable, Hashable {
    /// Who wants to send.
    public let origin: String
    /// Whether it asks how much it may send.
    public let asksForRate: Bool

    /// Reads the header fields of an `OPTIONS` request; nil when it is no handshake, or its origin is no host's name.
    ///
    /// - Parameters:
    ///   - origin: `WebHook-Request-Origin`.
    ///   - rate: `WebHook-Request-Rate`.
    public init?(origin: String?, rate: String?) {
        guard let origin, !origin.isEmpty, origin.utf8.count <= 253 else { return nil }
        let isHost = origin.utf8.allSatisfy { byte in
            byte.isDigitByte || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2D
                || byte == 0x2E
        }
        guard isHost else { return nil }
        self.origin = origin
        asksForRate = rate != nil
    }

    /// The header fields of the answer.
    ///
    /// `WebHook-Request-Callback` is never fetched.
    public var answer: [(name: String, value: String)] {
        var fields = [(name: "Allow", value: "POST"), (name: "WebHook-Allowed-Origin", value: origin)]
        if asksForRate { fields.append((name: "WebHook-Allowed-Rate", value: "*")) }
        return fields
    }
}
