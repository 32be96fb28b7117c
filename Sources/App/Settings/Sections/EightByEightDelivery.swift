import Delivery
import HTTPTransport
public import PhoneNumbers

/// What 8x8 delivers with.
public struct EightByEightDelivery: DeliveryVendor {
    /// The key, sent as bearer.
    public let apiKey: Secret<String>
    /// The subaccount.
    public let subaccount: String
    /// The sender of `8x8-sms`; nil when that is off.
    public let sender: MessageSender?
    /// The calling number of `8x8-voice`; nil when that is off.
    public let voiceFrom: PhoneNumber?
    /// The base URL for texts, without a slash at its end.
    public let smsURL: String
    /// The base URL for calls, without a slash at its end.
    public let voiceURL: String

    static let reports: ReportFeed? = EightByEightReports.feed

    init?(from reader: inout SettingsReader) {
        let apiKey = reader.value(Keys.apiKey)
        let subaccount = reader.value(Keys.subaccount)
        sender = reader.value(Keys.sender)
        voiceFrom = reader.value(Keys.voiceFrom)
        smsURL = reader.value(Keys.smsURL)
        voiceURL = reader.value(Keys.voiceURL)
        let account = [Keys.apiKey.description, Keys.subaccount.description]
        let uses = [Keys.sender.description, Keys.voiceFrom.description]
        if let use = uses.first(where: reader.isGiven) {
            for setting in account where !reader.isGiven(setting) {
                reader.fault(
                    setting, "is missing, while \(use.name) is set",
                    mend: "8x8 needs EIGHT_BY_EIGHT_API_KEY and EIGHT_BY_EIGHT_SUBACCOUNT; set both, or none of them")
            }
        } else if let given = account.first(where: reader.isGiven) {
            reader.together(account, for: "8x8")
            reader.fault(
                Keys.sender.description, "is missing, while \(given.name) is set",
                mend: "set it for 8x8-sms, or EIGHT_BY_EIGHT_VOICE_FROM for 8x8-voice")
        }
        guard let apiKey, let subaccount else { return nil }
        self.apiKey = apiKey
        self.subaccount = subaccount
    }

    /// The providers that are set up, well or not.
    static func enabled(in reader: SettingsReader) -> [ProviderID] {
        var enabled: [ProviderID] = []
        if reader.isGiven(Keys.sender.description) { enabled.append(EightByEightSMSSettings.description.id) }
        if reader.isGiven(Keys.voiceFrom.description) { enabled.append(EightByEightVoiceSettings.description.id) }
        return enabled
    }

    static let providers: [(provider: ProviderDescription, enabledBy: String)] = [
        (
            EightByEightSMSSettings.description,
            "EIGHT_BY_EIGHT_API_KEY, EIGHT_BY_EIGHT_SUBACCOUNT and EIGHT_BY_EIGHT_SENDER"
        ),
        (
            EightByEightVoiceSettings.description,
            "EIGHT_BY_EIGHT_API_KEY, EIGHT_BY_EIGHT_SUBACCOUNT and EIGHT_BY_EIGHT_VOICE_FROM"
        ),
    ]

    func providers(_ settings: Settings, reports: String) throws(StartFault) -> [any ProviderSettings] {
        let access = EightByEightAccess(apiKey: apiKey.revealed, subaccount: subaccount)
        // Without the secret its reports would be refused: none is asked for.
        let secret = settings.delivery.reportsSecret?.revealed
        let reportURL = secret.map { "\(reports)/8x8?token=\(PercentEncoding.encode($0))" }
        var enabled: [any ProviderSettings] = []
        if let sender {
            enabled.append(
                EightByEightSMSSettings(access: access, source: sender.text, baseURL: smsURL, reportURL: reportURL))
        }
        if let voiceFrom {
            enabled.append(EightByEightVoiceSettings(access: access, from: voiceFrom.e164, baseURL: voiceURL))
        }
        return enabled
    }

    private enum Keys {
        static let apiKey = OptionalSetting(
            "EIGHT_BY_EIGHT_API_KEY", .token, example: "your-8x8-api-key",
            "8x8's API key. With the subaccount and a sender it enables `8x8-sms`.")
        static let subaccount = OptionalSetting(
            "EIGHT_BY_EIGHT_SUBACCOUNT", .subaccount, example: "acme_otp", "8x8's subaccount.")
        static let sender = OptionalSetting(
            "EIGHT_BY_EIGHT_SENDER", .sender, example: "ACME",
            "The sender of texts, a number, short code or name: enables `8x8-sms`.")
        static let voiceFrom = OptionalSetting(
            "EIGHT_BY_EIGHT_VOICE_FROM", .phoneNumber, example: "+15551234567",
            "The number that calls with a code: with key and subaccount it enables `8x8-voice`.")
        static let smsURL = Setting(
            "EIGHT_BY_EIGHT_SMS_URL", .baseURL(allowsPath: true), default: "https://sms.8x8.com",
            example: "https://sms.us.8x8.com", "8x8's address for texts: it has one for each region.")
        static let voiceURL = Setting(
            "EIGHT_BY_EIGHT_VOICE_URL", .baseURL(allowsPath: true), default: "https://voice.8x8.com",
            example: "https://voice.wavecell.com", "8x8's address for calls.")
    }

    static let settings = [
        Keys.apiKey.description, Keys.subaccount.description, Keys.sender.description, Keys.voiceFrom.description,
        Keys.smsURL.description, Keys.voiceURL.description,
    ]
}
