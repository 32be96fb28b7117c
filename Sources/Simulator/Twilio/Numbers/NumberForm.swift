import Foundation

/// Reads the parameters with which a number is bought or changed.
struct NumberForm {
    private static let attachments = [
        "AddressSid", "BundleSid", "IdentitySid", "EmergencyAddressSid", "TrunkSid", "VoiceApplicationSid",
        "SmsApplicationSid", "VoiceReceiveMode", "VoiceCallerIdLookup",
    ]

    let fields: [FormField]

    /// Changes what the parameters name and leaves the rest.
    func apply(to number: TwilioNumber) throws(TwilioFailure) -> TwilioNumber {
        var number = number
        if let name = fields["FriendlyName"] {
            guard name.count <= 64 else {
                throw .invalid(20001, "FriendlyName is longer than 64 characters.")
            }
            number.friendlyName = name
        }
        try url("VoiceUrl", into: &number.voice.url)
        try url("VoiceFallbackUrl", into: &number.voice.fallbackURL)
        try method("VoiceMethod", into: &number.voice.method)
        try method("VoiceFallbackMethod", into: &number.voice.fallbackMethod)
        try url("SmsUrl", into: &number.sms.url)
        try url("SmsFallbackUrl", into: &number.sms.fallbackURL)
        try method("SmsMethod", into: &number.sms.method)
        try method("SmsFallbackMethod", into: &number.sms.fallbackMethod)
        try url("StatusCallback", into: &number.statusCallback)
        try method("StatusCallbackMethod", into: &number.statusCallbackMethod)
        for name in Self.attachments {
            guard let value = fields[name] else { continue }
            number.attachments[name] = value.isEmpty ? nil : value
        }
        return number
    }

    private func url(_ name: String, into place: inout String) throws(TwilioFailure) {
        guard let value = fields[name] else { return }
        guard value.isEmpty || Self.isURL(value) else { throw .invalid(21402, "\(name) is not valid: \(value)") }
        place = value
    }

    private func method(_ name: String, into place: inout String) throws(TwilioFailure) {
        guard let value = fields[name] else { return }
        guard ["GET", "POST"].contains(value.uppercased()) else {
            throw .invalid(21403, "\(name) is not valid: \(value)")
        }
        place = value.uppercased()
    }

    /// Whether Twilio could call a URL.
    static func isURL(_ text: String) -> Bool {
        guard text.hasPrefix("http://") || text.hasPrefix("https://"), !text.contains(" ") else { return false }
        return URL(string: text)?.host()?.isEmpty == false
    }
}
