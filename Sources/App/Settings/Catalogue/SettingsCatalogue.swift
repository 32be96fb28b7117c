/// All settings that there are; `.env.sample` and `docs/configuration.md` are made of it.
public enum SettingsCatalogue {
    /// The settings by section, what everybody needs first.
    public static let sections: [SettingSection] = [
        ServerSettings.section, OktaSettings.section, TwilioSettings.section, CallSettings.section,
        AgentSettings.section, StorageSettings.section, LogSettings.section, HookSettings.section,
        DeliverySettings.section, OperatorSettings.section,
    ]

    /// The settings in that order.
    public static let all: [SettingDescription] = sections.flatMap(\.settings)
}
