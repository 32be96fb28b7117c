import Clocks
import Crypto
import Foundation
import HTTPTransport
import JSON
import Texts
import PhoneNumbers

/// Text messages of Azure Communication Services: Okta's own words.
public struct AzureSMSSettings: ProviderSettings {
    /// `acs-sms`.
    public static let description = ProviderDescription(id: "acs-sms", channels: [.sms])

    /// The resource.
    public let connection: AzureConnection
    /// The sender: a number in E.164, or a short code without `+`.
    public let from: String

    /// Makes the settings.
    public init(connection: AzureConnection, from: String) {
        self.connection = connection
        self.from = from
    }

    /// Makes the provider.
    public func makeSender(_ parts: ProviderParts) -> any CodeSender {
        AzureSMSSender(settings: self, transport: parts.transport, timing: parts.timing)
    }
}

/// Sends codes as text messages of Azure's.
struct AzureSMSSender: CodeSender {
    let id = AzureSMSSettings.description.id
    let channels = AzureSMSSettings.description.channels
    let settings: AzureSMSSettings
    let transport: any HTTPTransport
    let timing: Timing

    private static let path = "/sms?api-version=2021-03-07"

    private struct Answer: Decodable {
        struct Recipient: Decodable {
            let messageId: String?
            let httpStatusCode: Int
            let repeatabilityResult: String?
            let successful: Bool
        }
        let value: [Recipient]
    }

    func send(
        _ message: CodeMessage, deadline: ContinuousClock.Instant
    ) async throws(DeliveryError) -> DeliveryReceipt {
        let request = Self.request(message, settings, now: timing.date())
        let response = try await VendorExchange.send(request, by: transport, deadline: deadline)
        guard (200..<300).contains(response.status) else { throw AzureErrors.request(response.status) }
        guard let recipient = VendorJSON.decode(Answer.self, response.body)?.value.first else {
            throw VendorExchange.error(status: response.status)
        }
        guard recipient.successful, (200..<300).contains(recipient.httpStatusCode) else {
            if (200..<300).contains(recipient.httpStatusCode) {
                throw DeliveryError(.refused, providerCode: "unsuccessful", summary: "Azure refused the message")
            }
            throw AzureErrors.recipient(recipient.httpStatusCode)
        }
        guard let reference = recipient.messageId, !reference.isEmpty else {
            throw VendorExchange.error(status: response.status)
        }
        return DeliveryReceipt(
            reference: reference, metadata: recipient.repeatabilityResult.map { "repeatability=\($0)" } ?? "")
    }

    /// Sends a message (https://learn.microsoft.com/rest/api/communication/sms/send).
    static func request(_ message: CodeMessage, _ settings: AzureSMSSettings, now: Date) -> OutboundRequest {
        // Reckoned from the same begin as is named below, so that a repeated request is the same bytes.
        let begin = firstSent(message, now: now)
        let left = message.secondsLeft(at: begin)
        let body = JSONWriter.object { body in
            body.member("from", settings.from)
            body.member("message", message.text)
            body.list("smsRecipients") { recipients in
                recipients.object { recipient in
                    recipient.member("repeatabilityFirstSent", HTTPDate.text(begin))
                    recipient.member("repeatabilityRequestId", repeatabilityID(of: message.eventID))
                    recipient.member("to", message.destination.e164)
                }
            }
            body.object("smsSendOptions") { options in
                options.member("enableDeliveryReport", true)
                options.member("tag", message.eventID)
                if let left { options.member("validityPeriodSeconds", min(max(left, 60), 36_000)) }
            }
        }
        var headers = AzureSignature.headers(
            method: "POST", pathAndQuery: path, body: body, connection: settings.connection, date: now)
        headers += [("Content-Type", "application/json"), ("Accept", "application/json")]
        return OutboundRequest(
            method: "POST", url: settings.connection.endpoint + path, headers: OutboundHeaders(headers), body: body,
            upstream: "acs", operation: "message")
    }

    /// The id by which Azure knows a repeated request: of the event, so that every repetition has the same (RFC 9562,
    /// version 5).
    static func repeatabilityID(of eventID: String) -> String {
        // Random, made once.
        let namespace: [UInt8] = [
            0x5E, 0x0D, 0x91, 0x6A, 0x3C, 0x41, 0x4B, 0x7F, 0x9A, 0x22, 0xC8, 0x54, 0x1B, 0xE7, 0x60, 0xD3,
        ]
        var bytes = Array(Insecure.SHA1.hash(data: namespace + Array(eventID.utf8)).prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x50
        bytes[8] = bytes[8] & 0x3F | 0x80
        let hex = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        let groups = [hex[0..<4], hex[4..<6], hex[6..<8], hex[8..<10], hex[10..<16]]
        return groups.map { $0.joined() }.joined(separator: "-")
    }

    /// When the message was first sent: the same for every repetition, so it is reckoned from the code's end.
    ///
    /// Okta's codes live five minutes. An end that does not fit that is not reckoned with: Azure refuses times that are
    /// long past.
    static func firstSent(_ message: CodeMessage, now: Date) -> Date {
        let begin = message.expiresAt.addingTimeInterval(-300)
        return begin <= now && begin > now.addingTimeInterval(-600) ? begin : now
    }
}
