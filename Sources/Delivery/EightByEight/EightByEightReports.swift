import Foundation
import JSON

/// Reads 8x8's delivery receipts (https://developer.8x8.com/connect/docs/delivery-receipts-for-outbound-sms) and
/// session summaries (https://developer.8x8.com/connect/docs/voice/voice-messaging/session-status).
public enum EightByEightReports {
    /// Where they come in.
    public static let feed = ReportFeed(
        name: "8x8", title: "8x8 SMS and voice",
        place: "8x8 Connect: API, Webhooks, one for SMS delivery receipts and one for voice sessions"
    ) { body in reports(in: body).map { ReportFeed.Reading($0) } }

    /// Reads a body.
    ///
    /// - Returns: The reports in it, none for other events of 8x8's; nil when it is no JSON.
    public static func reports(in body: [UInt8]) -> [DeliveryReport]? {
        guard let json = JSONValue.parse(body) else { return nil }
        return json.looseElements.compactMap { event in
            // The case of 8x8's names varies from product to product.
            guard let payload = event.member(anyCase: "payload") else { return nil }
            switch event.member(anyCase: "eventType")?.looseText?.lowercased() {
            case "outbound_message_status_changed": return message(payload)
            case "session_summary": return session(payload)
            default: return nil
            }
        }
    }

    private static func message(_ payload: JSONValue) -> DeliveryReport? {
        guard let umid = payload.member(anyCase: "umid")?.looseText, let state = payload.member(anyCase: "status"),
            let word = state.member(anyCase: "state")?.looseText
        else { return nil }
        let status: DeliveryReport.Status
        switch word.lowercased() {
        case "queued": status = .accepted
        case "sent": status = .sent
        case "delivered", "read": status = .delivered
        case "undelivered": status = .undelivered
        case "rejected": status = .failed
        default: return nil
        }
        let code = state.member(anyCase: "errorCode")?.looseText.flatMap { $0 == "0" ? nil : $0 }
        return DeliveryReport(
            provider: EightByEightSMSSettings.description.id, reference: umid,
            eventID: payload.member(anyCase: "clientMessageId")?.looseText, status: status,
            detail: token(code ?? state.member(anyCase: "detail")?.looseText))
    }

    private static func session(_ payload: JSONValue) -> DeliveryReport? {
        guard let session = payload.member(anyCase: "sessionId")?.looseText,
            let word = payload.member(anyCase: "sessionStatus")?.looseText?.uppercased()
        else { return nil }
        let status: DeliveryReport.Status
        switch word {
        case "COMPLETED", "COMPLETED_UNSUBSCRIBED", "COMPLETED_UNSUB_ERROR": status = .delivered
        case "NO_ANSWER", "BUSY": status = .unanswered
        // Its owner does not want 8x8's calls; another provider's is another matter.
        case "CANCELED", "FAILED", "ERROR", "UNSUBSCRIBED_CONTACT": status = .failed
        default: return nil
        }
        let code = payload.member(anyCase: "errorDetails")?.member(anyCase: "errorCode")?.looseText
        return DeliveryReport(
            provider: EightByEightVoiceSettings.description.id, reference: session, eventID: nil, status: status,
            detail: status == .delivered ? nil : token(code ?? word))
    }

    /// A word or a number; nothing that could be a sentence.
    private static func token(_ text: String?) -> String? {
        guard let text, text.utf8.count <= 40 else { return nil }
        let isPlain = text.utf8.allSatisfy { byte in
            byte.isDigitByte || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
                || byte == 0x2D
        }
        return isPlain ? text : nil
    }
}
