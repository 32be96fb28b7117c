/// What is set on a number; what is nil is left as it is.
public struct TwilioNumberSettings: Sendable, Equatable {
    /// What people call it, 64 characters at most.
    public var friendlyName: String?
    /// Where calls are sent, by POST.
    public var voiceURL: String?
    /// Where calls are sent when that fails.
    public var voiceFallbackURL: String?
    /// How: a document on a static host is fetched by `GET`.
    public var voiceFallbackMethod: String
    /// Where texts are sent, by POST.
    public var smsURL: String?
    /// Where the end of a call is reported, by POST.
    public var statusCallback: String?
    /// The address that a country asks for, `AD…`.
    public var addressSID: String?
    /// The regulatory bundle that a country asks for, `BU…`.
    public var bundleSID: String?

    /// Makes settings; all that is not given is left as it is.
    public init(
        friendlyName: String? = nil, voiceURL: String? = nil, voiceFallbackURL: String? = nil,
        voiceFallbackMethod: String = "POST", smsURL: String? = nil, statusCallback: String? = nil,
        addressSID: String? = nil, bundleSID: String? = nil
    ) {
        self.friendlyName = friendlyName
        self.voiceURL = voiceURL
        self.voiceFallbackURL = voiceFallbackURL
        self.voiceFallbackMethod = voiceFallbackMethod
        self.smsURL = smsURL
        self.statusCallback = statusCallback
        self.addressSID = addressSID
        self.bundleSID = bundleSID
    }

    var fields: [(String, String)] {
        var fields: [(String, String)] = []
        func add(_ name: String, _ value: String?, method: (name: String, value: String)? = nil) {
            guard let value else { return }
            fields.append((name, value))
            if let method { fields.append((method.name, method.value)) }
        }
        add("FriendlyName", friendlyName)
        add("VoiceUrl", voiceURL, method: ("VoiceMethod", "POST"))
        add("VoiceFallbackUrl", voiceFallbackURL, method: ("VoiceFallbackMethod", voiceFallbackMethod))
        add("SmsUrl", smsURL, method: ("SmsMethod", "POST"))
        add("StatusCallback", statusCallback, method: ("StatusCallbackMethod", "POST"))
        add("AddressSid", addressSID)
        add("BundleSid", bundleSID)
        return fields
    }
}
