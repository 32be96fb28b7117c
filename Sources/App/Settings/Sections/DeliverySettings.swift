import Delivery

/// How one-time codes reach telephones: the providers, their order, and what policy allows.
public struct DeliverySettings: Sendable {
    /// The parts of the vendors that are set up.
    let vendors: [any DeliveryVendor]
    /// The providers of texts, in order of preference.
    public let sms: ProviderOrder
    /// The providers of calls, in order of preference.
    public let voice: ProviderOrder
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
        sms = ProviderOrder(.sms, enabled: enabled, from: &reader)
        voice = ProviderOrder(.voice, enabled: enabled, from: &reader)
        policy = DeliveryPolicySettings(from: &reader)
        reportsSecret = reader.value(Keys.reportsSecret)
    }
}

extension DeliverySettings {
    /// Twilio's part, whose numbers take part in calls too; nil where there is no such vendor.
    public var twilio: TwilioDelivery? { part() }

    /// Makes the settings of all enabled providers, in the order of ``vendors``.
    ///
    /// - Parameter settings: All settings, of which these are a part.
    /// - Returns: The settings, the preferred provider's first.
    /// - Throws: ``StartFault`` for what only shows when it is put together.
    func enabledProviders(_ settings: Settings) throws(StartFault) -> [any ProviderSettings] {
        let reports = (settings.server.publicURL ?? "") + "/delivery-reports"
        var providers: [any ProviderSettings] = []
        for vendor in vendors { providers += try vendor.providers(settings, reports: reports) }
        return providers
    }

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
            settings: vendors.flatMap { $0.settings } + ProviderOrder.settings + DeliveryPolicySettings.settings
                + [Keys.reportsSecret.description])
    }
}
