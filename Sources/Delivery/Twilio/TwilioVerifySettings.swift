import Clocks

/// Twilio Verify: text messages and calls in Twilio's words, with Okta's code.
public struct TwilioVerifySettings: ProviderSettings {
    /// `twilio-verify`.
    public static let description = ProviderDescription(id: "twilio-verify", channels: [.sms, .voice])

    /// Who asks.
    public let access: TwilioAccess
    /// `VA…`; custom codes must be enabled for it.
    public let serviceSID: String
    /// `https://verify.twilio.com` or a region's, without a slash at its end.
    public let baseURL: String

    /// Makes the settings.
    public init(access: TwilioAccess, serviceSID: String, baseURL: String = "https://verify.twilio.com") {
        self.access = access
        self.serviceSID = serviceSID
        self.baseURL = baseURL
    }

    /// Makes the provider.
    public func makeSender(_ parts: ProviderParts) -> any CodeSender {
        TwilioVerifySender(
            settings: self, transport: parts.transport,
            pending: PendingVerifications(history: parts.history, timing: parts.timing), timing: parts.timing)
    }
}
