public import PhoneNumbers

/// The Twilio account and how to speak with it.
public struct TwilioSettings: Sendable {
    /// The account, `AC…`.
    public let accountSID: String
    /// Checks signatures, and authenticates requests unless there is an ``apiKey``.
    public let authToken: Secret<String>
    /// A second token that signatures may be made with while the first is being replaced.
    public let secondaryAuthToken: Secret<String>?
    /// The key of accounts that sign webhooks with HMAC-SHA256.
    public let webhookSharedKey: Secret<String>?
    /// Authenticates requests to Twilio instead of the auth token.
    public let apiKey: APIKey?
    /// The IVR's own number.
    public let phoneNumber: PhoneNumber?
    /// The base URL of the REST API, without a slash at its end.
    public let apiURL: String
    /// The base URL of Verify, without a slash at its end.
    public let verifyURL: String

    /// An API key of Twilio's.
    public struct APIKey: Sendable {
        /// The key, `SK…`.
        public let sid: String
        /// Its secret.
        public let secret: Secret<String>
    }

    /// Reads the section; nil when it does not hold an account with its token.
    init?(from reader: inout SettingsReader) {
        let sid = reader.value(Keys.accountSID)
        let token = reader.value(Keys.authToken)
        secondaryAuthToken = reader.value(Keys.secondaryAuthToken)
        webhookSharedKey = reader.value(Keys.webhookSharedKey)
        let key = reader.value(Keys.apiKey)
        let secret = reader.value(Keys.apiSecret)
        reader.together([Keys.apiKey.description, Keys.apiSecret.description], for: "an API key")
        phoneNumber = reader.value(Keys.phoneNumber)
        apiURL = reader.value(Keys.apiURL)
        verifyURL = reader.value(Keys.verifyURL)
        if let key, let secret { apiKey = APIKey(sid: key, secret: secret) } else { apiKey = nil }
        guard let sid, let token else { return nil }
        accountSID = sid
        authToken = token
    }
}

extension TwilioSettings {
    enum Keys {
        static let accountSID = OptionalSetting(
            "TWILIO_ACCOUNT_SID", .sid("AC"), requiredBy: [.serve], example: "AC0123456789abcdef0123456789abcdef",
            "The account, as Twilio's console shows it.")
        static let authToken = OptionalSetting(
            "TWILIO_AUTH_TOKEN", .token, requiredBy: [.serve], example: "your-auth-token",
            "The account's auth token. It checks the signatures of webhooks, so it is needed even beside an API key.")
        static let secondaryAuthToken = OptionalSetting(
            "TWILIO_AUTH_TOKEN_SECONDARY", .token, example: "your-other-auth-token",
            "A second auth token, accepted for signatures while the first is being replaced.")
        static let webhookSharedKey = OptionalSetting(
            "TWILIO_WEBHOOK_SHARED_KEY", .secretText, example: "your-shared-key",
            "The key of accounts that sign webhooks with HMAC-SHA256.")
        static let apiKey = OptionalSetting(
            "TWILIO_API_KEY", .sid("SK"), example: "SK0123456789abcdef0123456789abcdef",
            "An API key, used for requests to Twilio instead of the auth token. Goes with `TWILIO_API_SECRET`.")
        static let apiSecret = OptionalSetting(
            "TWILIO_API_SECRET", .token, example: "your-api-secret", "The secret of `TWILIO_API_KEY`.")
        static let phoneNumber = OptionalSetting(
            "TWILIO_PHONE_NUMBER", .phoneNumber, example: "+15551234567", "The number that callers of the IVR dial.")
        static let apiURL = Setting(
            "TWILIO_API_URL", .baseURL(allowsPath: true), default: "https://api.twilio.com",
            example: "https://api.dublin.ie1.twilio.com", "Twilio's REST API, for regions and for the simulator.")
        static let verifyURL = Setting(
            "TWILIO_VERIFY_URL", .baseURL(allowsPath: true), default: "https://verify.twilio.com",
            example: "https://verify.dublin.ie1.twilio.com", "Twilio Verify, for regions and for the simulator.")
    }

    static let section = SettingSection(
        title: "Twilio",
        introduction: "`docs/twilio-setup.md` shows where each comes from.",
        settings: [
            Keys.accountSID.description, Keys.authToken.description, Keys.secondaryAuthToken.description,
            Keys.webhookSharedKey.description, Keys.apiKey.description, Keys.apiSecret.description,
            Keys.phoneNumber.description, Keys.apiURL.description, Keys.verifyURL.description,
        ])
}
