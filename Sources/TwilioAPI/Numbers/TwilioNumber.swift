/// A number of the account (https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource).
public struct TwilioNumber: Sendable, Equatable, Decodable {
    /// `PN…`.
    public let sid: String
    /// E.164.
    public let phoneNumber: String?
    /// What people call it; Twilio writes the number itself when nobody says anything else.
    public let friendlyName: String?
    /// Where calls are sent.
    public let voiceURL: String?
    /// How: `GET` or `POST`.
    public let voiceMethod: String?
    /// Where calls are sent when that fails.
    public let voiceFallbackURL: String?
    /// How: `GET` or `POST`.
    public let voiceFallbackMethod: String?
    /// Where texts are sent.
    public let smsURL: String?
    /// How: `GET` or `POST`.
    public let smsMethod: String?
    /// Where the end of a call is reported.
    public let statusCallback: String?
    /// How: `GET` or `POST`.
    public let statusCallbackMethod: String?
    /// A SIP trunk that takes its calls instead of the URL, `TK…`.
    public let trunkSID: String?
    /// An application that takes its calls instead of the URL, `AP…`.
    public let voiceApplicationSID: String?
    /// An application that takes its texts instead of the URL, `AP…`.
    public let smsApplicationSID: String?
    private let capabilities: Capabilities?

    /// What a number can do, as far as it concerns us.
    private struct Capabilities: Sendable, Equatable, Decodable {
        let voice: Bool?

        init(voice: Bool?) { self.voice = voice }

        /// Reads what it understands: a number of which Twilio says this otherwise is a number all the same.
        init(from decoder: any Decoder) {
            voice = try? decoder.container(keyedBy: CodingKeys.self).decode(Bool.self, forKey: .voice)
        }

        private enum CodingKeys: String, CodingKey { case voice }
    }

    /// Whether it can be called; nil where Twilio does not say.
    public var takesCalls: Bool? { capabilities?.voice }

    enum CodingKeys: String, CodingKey {
        case sid
        case phoneNumber = "phone_number"
        case friendlyName = "friendly_name"
        case voiceURL = "voice_url"
        case voiceMethod = "voice_method"
        case voiceFallbackURL = "voice_fallback_url"
        case voiceFallbackMethod = "voice_fallback_method"
        case smsURL = "sms_url"
        case smsMethod = "sms_method"
        case statusCallback = "status_callback"
        case statusCallbackMethod = "status_callback_method"
        case trunkSID = "trunk_sid"
        case voiceApplicationSID = "voice_application_sid"
        case smsApplicationSID = "sms_application_sid"
        case capabilities
    }

    /// Makes a number by hand.
    public init(
        sid: String, phoneNumber: String?, friendlyName: String? = nil, voiceURL: String? = nil,
        voiceMethod: String? = "POST", voiceFallbackURL: String? = nil, voiceFallbackMethod: String? = nil,
        smsURL: String? = nil, smsMethod: String? = "POST", statusCallback: String? = nil,
        statusCallbackMethod: String? = nil, trunkSID: String? = nil, voiceApplicationSID: String? = nil,
        smsApplicationSID: String? = nil, takesCalls: Bool? = nil
    ) {
        self.sid = sid
        self.phoneNumber = phoneNumber
        self.friendlyName = friendlyName
        self.voiceURL = voiceURL
        self.voiceMethod = voiceMethod
        self.voiceFallbackURL = voiceFallbackURL
        self.voiceFallbackMethod = voiceFallbackMethod
        self.smsURL = smsURL
        self.smsMethod = smsMethod
        self.statusCallback = statusCallback
        self.statusCallbackMethod = statusCallbackMethod
        self.trunkSID = trunkSID
        self.voiceApplicationSID = voiceApplicationSID
        self.smsApplicationSID = smsApplicationSID
        capabilities = takesCalls.map { Capabilities(voice: $0) }
    }
}

extension TwilioNumber: CustomStringConvertible {
    /// The SID alone: the rest is nobody's business.
    public var description: String { "TwilioNumber(\(sid))" }
}
