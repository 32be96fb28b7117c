import Clocks
import Foundation
import HTTPTransport
import JSON
import PhoneNumbers
import Texts

/// 8x8's text messages: Okta's own words.
public struct EightByEightSMSSettings: ProviderSettings {
    /// `8x8-sms`.
    public static let description = ProviderDescription(id: "8x8-sms", channels: [.sms])

    /// Who asks.
    public let access: EightByEightAccess
    /// The sender that people see.
    public let source: String
    /// The region's host, without a slash at its end: `https://sms.8x8.com` (Asia-Pacific), `https://sms.us.8x8.com`,
    /// `https://sms.8x8.uk`, `https://sms.8x8.id`.
    public let baseURL: String
    /// Where reports go, with what they must present to be believed; nil for none.
    public let reportURL: String?

    /// Makes the settings.
    public init(
        access: EightByEightAccess, source: String, baseURL: String = "https://sms.8x8.com", reportURL: String?
    ) {
        self.access = access
        self.source = source
        self.baseURL = baseURL
        self.reportURL = reportURL
    }

    /// Makes the provider.
    public func makeSender(_ parts: ProviderParts) -> any CodeSender {
        EightByEightSMSSender(settings: self, transport: parts.transport, timing: parts.timing)
    }
}

extension EightByEightSMSSettings: CustomStringConvertible, CustomReflectable {
    /// The sender and the host; the report URL may hold a secret.
    public var description: String { "EightByEightSMSSettings(\(source), \(baseURL))" }
    /// The same.
    public var customMirror: Mirror { Mirror(self, children: ["source": source, "baseURL": baseURL]) }
}

/// Sends codes as text messages of 8x8's.
struct EightByEightSMSSender: CodeSender, UsageFeedback {
    let id = EightByEightSMSSettings.description.id
    let channels = EightByEightSMSSettings.description.channels
    let settings: EightByEightSMSSettings
    let transport: any HTTPTransport
    let timing: Timing

    func send(
        _ message: CodeMessage, deadline: ContinuousClock.Instant
    ) async throws(DeliveryError) -> DeliveryReceipt {
        let request = Self.request(message, settings, now: timing.date())
        let response = try await VendorExchange.send(request, by: transport, deadline: deadline)
        guard (200..<300).contains(response.status) else { throw EightByEightErrors.error(response) }
        let answer = JSONValue.parse(response.body)
        guard let umid = answer?["umid"]?.looseText, let code = answer?["status"]?["code"]?.looseText else {
            throw VendorExchange.error(status: response.status)
        }
        guard code.uppercased() == "QUEUED" else {
            // With HTTP 200, and no code beside it.
            throw DeliveryError(.refused, providerCode: "REJECTED", summary: "8x8 rejected the message")
        }
        return DeliveryReceipt(reference: umid, metadata: "status=QUEUED")
    }

    /// Sends a message (https://developer.8x8.com/connect/reference/send-sms-single).
    static func request(_ message: CodeMessage, _ settings: EightByEightSMSSettings, now: Date) -> OutboundRequest {
        let body = JSONWriter.object { body in
            body.member("clientMessageId", String(message.eventID.prefix(350)))
            body.member("destination", message.destination.e164)
            body.member("dlrCallbackUrl", settings.reportURL)
            body.member(
                "expiry", message.secondsLeft(at: now) == nil ? nil : ISO8601.text(message.expiresAt))
            body.member("source", settings.source)
            body.member("text", message.text)
            // Without it feedback is not taken.
            body.member("track", "Outcome")
        }
        return settings.access.post(settings.baseURL, "messages", body, operation: "message")
    }

    func report(
        _ use: CodeUse, of send: SentCode, deadline: ContinuousClock.Instant
    ) async throws(DeliveryError) {
        guard let umid = send.reference else { return }
        let request = Self.feedback(use, of: umid, at: send.endedAt, settings)
        let response = try await VendorExchange.send(request, by: transport, deadline: deadline)
        if (200..<300).contains(response.status) { return }
        if response.status == 404 {
            throw DeliveryError(.refused, providerCode: "http-404", summary: "the message is not known any more")
        }
        throw EightByEightErrors.error(response)
    }

    /// Tells the outcome of a message (https://developer.8x8.com/connect/reference/api-sms-feedback).
    static func feedback(
        _ use: CodeUse, of umid: String, at date: Date, _ settings: EightByEightSMSSettings
    ) -> OutboundRequest {
        settings.access.post(
            settings.baseURL, "messages/\(PercentEncoding.encode(umid))/feedback",
            JSONWriter.object { feedback in
                feedback.member("outcome", use == .used ? "success" : "failure")
                feedback.member("timestamp", ISO8601.text(date))
            },
            operation: "feedback")
    }
}
