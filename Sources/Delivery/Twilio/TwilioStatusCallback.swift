import Foundation
public import TwilioAPI

/// Reads Twilio's status callbacks (https://www.twilio.com/docs/messaging/guides/track-outbound-message-status and
/// https://www.twilio.com/docs/voice/api/call-resource#statuscallback).
///
/// Their signature is checked before.
public enum TwilioStatusCallback {
    /// Reads the parameters of a callback, those of its URL included.
    ///
    /// - Returns: Nil when it is about no message and no call, or says what we do not know.
    public static func report(_ form: FormFields) -> DeliveryReport? {
        let detail = form["ErrorCode"].flatMap { code in
            code.isEmpty || code == "0" || !code.utf8.allSatisfy(\.isDigitByte) ? nil : code
        }
        if let sid = form["MessageSid"] ?? form["SmsSid"], let word = form["MessageStatus"] ?? form["SmsStatus"],
            let status = messageStatus(word)
        {
            return DeliveryReport(
                provider: TwilioSMSSettings.description.id, reference: sid, eventID: form["event"],
                status: status.asksForAnother && isFraud(detail) ? .blocked : status, detail: detail)
        }
        if let sid = form["CallSid"], let word = form["CallStatus"], let status = callStatus(word) {
            return DeliveryReport(
                provider: TwilioVoiceSettings.description.id, reference: sid, eventID: form["event"], status: status,
                detail: detail ?? (status.asksForAnother || status == .unanswered ? word : nil))
        }
        return nil
    }

    private static func messageStatus(_ word: String) -> DeliveryReport.Status? {
        switch word {
        case "accepted", "scheduled", "queued", "sending": .accepted
        case "sent": .sent
        case "delivered", "read", "partially_delivered": .delivered
        case "undelivered": .undelivered
        case "failed", "canceled": .failed
        default: nil
        }
    }

    /// Whether a code is one of Twilio's fraud guards: what they stop goes out through nobody else either.
    private static func isFraud(_ code: String?) -> Bool {
        code.flatMap { Int($0) }.flatMap(TwilioErrors.table.error)?.code == .fraudSuspected
    }

    private static func callStatus(_ word: String) -> DeliveryReport.Status? {
        switch word {
        case "queued", "initiated": .accepted
        case "ringing": .sent
        case "in-progress", "answered", "completed": .delivered
        case "busy", "no-answer": .unanswered
        case "failed", "canceled": .failed
        default: nil
        }
    }
}
