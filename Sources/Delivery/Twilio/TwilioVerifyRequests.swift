import HTTPTransport
import PhoneNumbers

/// The requests to Twilio Verify (https://www.twilio.com/docs/verify/api/verification).
enum TwilioVerifyRequests {
    /// Begins a verification with a code of ours.
    static func create(_ message: CodeMessage, _ settings: TwilioVerifySettings) -> OutboundRequest {
        var form = [
            ("To", message.destination.e164),
            ("Channel", message.channel == .sms ? "sms" : "call"),
            ("CustomCode", message.code.revealed),
        ]
        if let locale = message.locale.flatMap(TwilioVerifyLocale.init(tag:)) { form.append(("Locale", locale.value)) }
        return settings.access.post(verifications(settings), form, operation: "verification")
    }

    /// What may end a verification.
    enum End: String {
        case approved
        case canceled
    }

    /// Ends a verification, which is named by its id (`VE…`) or by its number in E.164.
    static func end(_ key: String, as end: End, _ settings: TwilioVerifySettings) -> OutboundRequest {
        settings.access.post(
            "\(verifications(settings))/\(PercentEncoding.encode(key))", [("Status", end.rawValue)],
            operation: "verification-\(end.rawValue)")
    }

    private static func verifications(_ settings: TwilioVerifySettings) -> String {
        "\(settings.baseURL)/v2/Services/\(settings.serviceSID)/Verifications"
    }
}
