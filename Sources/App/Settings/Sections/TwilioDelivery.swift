import Delivery
public import PhoneNumbers

/// What Twilio delivers with.
public struct TwilioDelivery: DeliveryVendor {
    /// The Verify service of `twilio-verify`.
    public let verifyServiceSID: String?
    /// The messaging service of `twilio-sms`.
    public let messagingServiceSID: String?
    /// The sender of `twilio-sms`.
    public let smsFrom: MessageSender?
    /// The calling number of `twilio-voice`.
    public let voiceFrom: PhoneNumber?

    init(from reader: inout SettingsReader) {
        verifyServiceSID = reader.value(Keys.verifyServiceSID)
        messagingServiceSID = reader.value(Keys.messagingServiceSID)
        smsFrom = reader.value(Keys.smsFrom)
        voiceFrom = reader.value(Keys.voiceFrom)
    }

    /// The providers that are set up, well or not: a malformed one is a fault already.
    static func enabled(in reader: SettingsReader) -> [ProviderID] {
        var enabled: [ProviderID] = []
        if reader.isGiven(Keys.verifyServiceSID.description) { enabled.append(TwilioVerifySettings.description.id) }
        let hasSender = reader.isGiven(Keys.messagingServiceSID.description) || reader.isGiven(Keys.smsFrom.description)
        if hasSender { enabled.append(TwilioSMSSettings.description.id) }
        if reader.isGiven(Keys.voiceFrom.description) { enabled.append(TwilioVoiceSettings.description.id) }
        return enabled
    }

    static let providers: [(provider: ProviderDescription, enabledBy: String)] = [
        (TwilioVerifySettings.description, "TWILIO_VERIFY_SERVICE_SID"),
        (TwilioSMSSettings.description, "TWILIO_MESSAGING_SERVICE_SID or TWILIO_SMS_FROM"),
        (TwilioVoiceSettings.description, "TWILIO_VOICE_FROM"),
    ]

    func providers(_ settings: Settings, reports: String) throws(StartFault) -> [any ProviderSettings] {
        guard let twilio = settings.twilio else { return [] }
        let access = TwilioAccess(accountSID: twilio.accountSID, credentials: twilio.credentials)
        let reportURL = reports + "/twilio"
        let source =
            messagingServiceSID.map(TwilioSMSSettings.Source.messagingService) ?? smsFrom.map { .number($0.text) }
        var enabled: [any ProviderSettings] = []
        if let verifyServiceSID {
            enabled.append(
                TwilioVerifySettings(access: access, serviceSID: verifyServiceSID, baseURL: twilio.verifyURL))
        }
        if let source {
            enabled.append(
                TwilioSMSSettings(access: access, source: source, baseURL: twilio.apiURL, reportURL: reportURL))
        }
        if let voiceFrom {
            enabled.append(
                TwilioVoiceSettings(
                    access: access, from: voiceFrom.e164, baseURL: twilio.apiURL, reportURL: reportURL))
        }
        return enabled
    }

    private enum Keys {
        static let verifyServiceSID = OptionalSetting(
            "TWILIO_VERIFY_SERVICE_SID", .sid("VA"), example: "VA0123456789abcdef0123456789abcdef",
            "A Verify service: enables `twilio-verify` for texts and calls.")
        static let messagingServiceSID = OptionalSetting(
            "TWILIO_MESSAGING_SERVICE_SID", .sid("MG"), example: "MG0123456789abcdef0123456789abcdef",
            "A messaging service: enables `twilio-sms`. It or `TWILIO_SMS_FROM` is enough.")
        static let smsFrom = OptionalSetting(
            "TWILIO_SMS_FROM", .sender, example: "+15551234567",
            "The sender of texts, a number, short code or name: enables `twilio-sms`.")
        static let voiceFrom = OptionalSetting(
            "TWILIO_VOICE_FROM", .phoneNumber, example: "+15551234567",
            "The number that calls with a code: enables `twilio-voice`.")
    }

    static let settings = [
        Keys.verifyServiceSID.description, Keys.messagingServiceSID.description, Keys.smsFrom.description,
        Keys.voiceFrom.description,
    ]
}
