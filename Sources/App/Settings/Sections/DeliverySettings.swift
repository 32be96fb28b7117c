/// How one-time codes reach telephones: the providers, their order, and what policy allows.
public struct DeliverySettings: Sendable {
    /// Twilio's part of it.
    public let twilio: TwilioDelivery
    /// 8x8's part; nil when it is not set up.
    public let eightByEight: EightByEightDelivery?
    /// Azure's part; nil when it is not set up.
    public let azure: AzureDelivery?
    /// The providers of texts, in order of preference.
    public let sms: ProviderRoutes
    /// The providers of calls, in order of preference.
    public let voice: ProviderRoutes
    /// Where codes may go and how many.
    public let policy: DeliveryPolicySettings
    /// What 8x8's and Azure's delivery reports must present; nil to refuse them.
    public let reportsSecret: Secret<String>?

    init(from reader: inout SettingsReader) {
        twilio = TwilioDelivery(from: &reader)
        eightByEight = EightByEightDelivery(from: &reader)
        azure = AzureDelivery(from: &reader)
        let enabled =
            TwilioDelivery.enabled(in: reader) + EightByEightDelivery.enabled(in: reader)
            + AzureDelivery.enabled(in: reader)
        sms = ProviderRoutes(.sms, enabled: enabled, from: &reader)
        voice = ProviderRoutes(.voice, enabled: enabled, from: &reader)
        policy = DeliveryPolicySettings(from: &reader)
        reportsSecret = reader.value(Keys.reportsSecret)
    }
}

extension DeliverySettings {
    enum Keys {
        static let reportsSecret = OptionalSetting(
            "REPORTS_SECRET", .secretText, absence: "8x8's and Azure's reports are refused",
            example: "your-reports-secret",
            "What delivery reports of 8x8 and Azure must present, as `?token=` or as the value of `Authorization`.")
    }

    static let section = SettingSection(
        title: "Delivery of codes",
        introduction: """
            Each provider is enabled by its own settings; half a set is refused. Providers are tried in the order of \
            `SMS_PROVIDERS` and `VOICE_PROVIDERS`.
            """,
        settings: TwilioDelivery.settings + EightByEightDelivery.settings + AzureDelivery.settings
            + ProviderRoutes.settings + DeliveryPolicySettings.settings + [Keys.reportsSecret.description])
}
