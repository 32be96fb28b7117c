/// All settings that there are; `.env.sample` and `docs/configuration.md` are made of it.
public enum SettingsCatalogue {
    /// The settings by section, what everybody needs first.
    public static let sections = sections(DeliveryVendors.all)

    static func sections(_ vendors: [any DeliveryVendor.Type]) -> [SettingSection] {
        [
            ServerSettings.section, OktaSettings.section, TwilioSettings.section, CallSettings.section,
            AgentSettings.section, StorageSettings.section, LogSettings.section, HookSettings.section,
            DeliverySettings.section(vendors), OperatorSettings.section,
        ]
    }

    /// The settings in that order.
    public static let all: [SettingDescription] = sections.flatMap(\.settings)
}
