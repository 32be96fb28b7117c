import Delivery

/// How one-time codes reach telephones: the providers, their order, and what policy allows.
public struct DeliverySettings: Sendable {
    /// The parts of the vendors that are set up.
    let vendors: [any DeliveryVendor]
    /// The providers of texts, in order of preference.
    public let sms: ProviderRoutes
    /// The providers of calls, in order of preference.
    public let voice: ProviderRoutes
    /// Where codes may go and how many.
    public let policy: DeliveryPolicySettings
    /// What delivery reports of vendors that sign nothing must present; nil to refuse them.
    public let reportsSecret: Secret<String>?

    init(from reader: inout SettingsReader) {
        vendors = reader.vendors.compactMap { $0.init(from: &reader) }
        let enabled = reader.vendors.flatMap { vendor in
            let names = Set(vendor.enabled(in: reader))
            return vendor.providers.map(\.provider).filter { names.contains($0.id) }
        }
        sms = ProviderRoutes(.sms, enabled: enabled, from: &reader)
        voice = ProviderRoutes(.voice, enabled: enabled, from: &reader)
        policy = DeliveryPolicySettings(from: &reader)
        reportsSecret = reader.value(Keys.reportsSecret)
    }
}

extension DeliverySettings {
    /// Twilio's part, whose numbers take part in calls too; nil where there is no such vendor.
    public var twilio: TwilioDelivery? { part() }

    /// One vendor's part; nil when it is not set up.
    func part<Vendor: DeliveryVendor>() -> Vendor? { vendors.lazy.compactMap { $0 as? Vendor }.first }
}

extension DeliverySettings {
    enum Keys {
        static let reportsSecret = OptionalSetting(
            "REPORTS_SECRET", .secretText, absence: "reports of vendors that sign nothing are refused",
            example: "your-reports-secret",
            """
            What delivery reports must present whose vendors sign nothing, as `?token=` or as the value of \
            `Authorization`; `voicegate setup reports` prints the addresses with it.
            """)
    }

    static func section(_ vendors: [any DeliveryVendor.Type]) -> SettingSection {
        SettingSection(
            title: "Delivery of codes",
            introduction: """
                Each provider is enabled by its own settings; half a set is refused. Providers are tried in the order of \
                `SMS_PROVIDERS` and `VOICE_PROVIDERS`.
                """,
            settings: vendors.flatMap { $0.settings } + ProviderRoutes.settings + DeliveryPolicySettings.settings
                + [Keys.reportsSecret.description])
    }
}
