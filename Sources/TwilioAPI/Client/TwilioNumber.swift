/// A number of the account (https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource).
public struct TwilioNumber: Sendable, Decodable {
    /// `PN…`.
    public let sid: String
    /// Where calls are sent.
    public let voiceURL: String?
    /// How: `GET` or `POST`.
    public let voiceMethod: String?
    /// Where calls are sent when that fails.
    public let voiceFallbackURL: String?
    /// Where the end of a call is reported.
    public let statusCallback: String?

    enum CodingKeys: String, CodingKey {
        case sid
        case voiceURL = "voice_url"
        case voiceMethod = "voice_method"
        case voiceFallbackURL = "voice_fallback_url"
        case statusCallback = "status_callback"
    }
}

/// A page of the account's numbers.
struct TwilioNumberPage: Decodable {
    let numbers: [TwilioNumber]

    enum CodingKeys: String, CodingKey {
        case numbers = "incoming_phone_numbers"
    }
}
