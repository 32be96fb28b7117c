/// Settings that may be used.
public struct LoadedSettings: Sendable {
    /// The values.
    public let settings: Settings
    /// What was noticed that does not stand in the way.
    public let warnings: [SettingNotice]
    /// Texts that must be struck out of every output, the longest first.
    public let secrets: [String]
}

/// Settings as far as they could be understood, with all that is wrong with them.
public struct SettingsInspection: Sendable {
    /// The values; a default stands in for what is malformed.
    public let settings: Settings
    /// What is wrong.
    public let faults: [SettingNotice]
    /// What was noticed that does not stand in the way.
    public let warnings: [SettingNotice]
    /// Texts that must be struck out of every output, the longest first.
    public let secrets: [String]
}

/// Reads settings; everything they come from is handed in.
public enum SettingsLoader {
    /// Loads the settings for a command.
    ///
    /// The environment wins over `.env`. An empty value counts as none. Every fault is found at once, and none of its
    /// messages holds a secret.
    ///
    /// - Returns: The settings, or what is wrong with them: the command prints it and exits with 78 (sysexits.h).
    public static func load(
        from sources: SettingsSources, for need: Need
    ) -> Result<LoadedSettings, SettingsFaults> {
        load(from: sources, for: need, vendors: DeliveryVendors.all)
    }

    static func load(
        from sources: SettingsSources, for need: Need, vendors: [any DeliveryVendor.Type]
    ) -> Result<LoadedSettings, SettingsFaults> {
        let found = inspect(sources, for: need, vendors: vendors)
        guard found.faults.isEmpty else {
            return .failure(SettingsFaults(faults: found.faults, warnings: found.warnings))
        }
        return .success(LoadedSettings(settings: found.settings, warnings: found.warnings, secrets: found.secrets))
    }

    /// Loads what can be loaded, for a command that reports faults and goes on.
    public static func inspect(_ sources: SettingsSources, for need: Need) -> SettingsInspection {
        inspect(sources, for: need, vendors: DeliveryVendors.all)
    }

    static func inspect(
        _ sources: SettingsSources, for need: Need, vendors: [any DeliveryVendor.Type]
    ) -> SettingsInspection {
        let catalogue = SettingsCatalogue.sections(vendors).flatMap(\.settings)
        var reader = SettingsReader(GivenSettings(sources, catalogue: catalogue), need: need, vendors: vendors)
        let settings = Settings(from: &reader)
        return SettingsInspection(
            settings: settings, faults: inOrder(reader.faults, catalogue),
            warnings: inOrder(reader.warnings, catalogue),
            secrets: reader.secrets.sorted { ($1.count, $0) < ($0.count, $1) })
    }

    /// Sorts notices as the catalogue has them; what is about the file or an unknown name comes first.
    private static func inOrder(_ notices: [SettingNotice], _ catalogue: [SettingDescription]) -> [SettingNotice] {
        let places = catalogue.enumerated().flatMap { place, setting in
            [(setting.name, place), (setting.fileName, place)]
        }
        let order = Dictionary(places) { first, _ in first }
        return notices.enumerated().sorted { one, other in
            let a = order[one.element.setting.prefixBeforeSpace] ?? -1
            let b = order[other.element.setting.prefixBeforeSpace] ?? -1
            return (a, one.offset) < (b, other.offset)
        }.map(\.element)
    }
}

extension String {
    fileprivate var prefixBeforeSpace: String { String(prefix { $0 != " " }) }
}
