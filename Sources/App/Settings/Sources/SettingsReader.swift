import Configuration

/// Reads typed values for the sections and gathers what is wrong with them.
///
/// Only texts are asked of swift-configuration, which decides what comes first. Its typed accessors are left alone: they
/// take the default, without a word, where a number is malformed.
struct SettingsReader {
    private let texts: ConfigReader
    private let origins: [String: String]
    private let unusable: Set<String>
    let need: Need
    /// The vendors that delivery may use.
    let vendors: [any DeliveryVendor.Type]
    private var context: ValueContext

    private(set) var faults: [SettingNotice]
    private(set) var warnings: [SettingNotice]
    /// Texts that must not appear in any output.
    private(set) var secrets: Set<String> = []

    init(_ given: GivenSettings, need: Need, vendors: [any DeliveryVendor.Type] = DeliveryVendors.all) {
        texts = ConfigReader(
            providers: given.layers.map { layer in
                // All count as secret, so that no access log of the library's shows a value.
                let values = layer.values.map {
                    (AbsoluteConfigKey([$0.key]), ConfigValue(.string($0.value.text), isSecret: true))
                }
                return InMemoryProvider(name: layer.name, values: Dictionary(uniqueKeysWithValues: values))
            })
        origins = given.layers.reversed().reduce(into: [:]) { origins, layer in
            origins.merge(layer.values.mapValues(\.origin)) { _, stronger in stronger }
        }
        unusable = given.unusable
        faults = given.faults
        warnings = given.warnings
        self.need = need
        self.vendors = vendors
        context = ValueContext(region: "US", providers: vendors.flatMap { $0.providerNames })
    }

    /// Reads a setting that has a default.
    mutating func value<Value>(_ setting: Setting<Value>) -> Value {
        read(setting.description, setting.format) ?? setting.defaultValue
    }

    /// Reads a setting that may be missing.
    mutating func value<Value>(_ setting: OptionalSetting<Value>) -> Value? {
        read(setting.description, setting.format)
    }

    /// Reads the country by which numbers without a country code are understood, from here on.
    mutating func region(_ setting: Setting<String>) -> String {
        context.region = value(setting)
        return context.region
    }

    /// Whether anything was given, well-formed or not.
    func isGiven(_ setting: SettingDescription) -> Bool {
        unusable.contains(setting.name) || text(of: setting) != nil
    }

    /// Notes a fault of a setting in view of others.
    mutating func fault(_ setting: SettingDescription, _ message: String, mend: String) {
        faults.append(notice(setting, message, mend))
    }

    /// Notes something that works, but hardly as meant.
    mutating func warn(_ setting: SettingDescription, _ message: String, mend: String) {
        warnings.append(notice(setting, message, mend))
    }

    /// Notes what is missing when only some of several settings are given that go together.
    ///
    /// - Parameters:
    ///   - settings: Those that go together.
    ///   - purpose: What they are for, completing "for …".
    mutating func together(_ settings: [SettingDescription], for purpose: String) {
        guard let first = settings.first(where: isGiven) else { return }
        let all = settings.map(\.name)
        for setting in settings where !isGiven(setting) {
            let together = all.count == 2 ? "both" : "all of \(all.joined(separator: ", "))"
            fault(setting, "is missing, while \(first.name) is set", mend: "set \(together) for \(purpose), or none")
        }
    }

    private mutating func read<Value>(_ setting: SettingDescription, _ format: ValueFormat<Value>) -> Value? {
        guard let text = text(of: setting) else {
            if setting.requiredBy.contains(need), !unusable.contains(setting.name) {
                fault(setting, "is missing", mend: "for example \(setting.name)=\(setting.example)")
            }
            return nil
        }
        guard !Self.isPlaceholder(text) else {
            let mend = "set it, or remove the line; for example \(setting.name)=\(setting.example)"
            fault(setting, "still holds the placeholder of .env.sample", mend: mend)
            return nil
        }
        if setting.isSecret { secrets.formUnion(SecretPieces.pieces(of: text)) }
        do {
            return try format.parse(text, context)
        } catch {
            let shown = shown(text, error.piece, setting, format.isQuotable)
            let mend = error.mend ?? "for example \(setting.name)=\(setting.example)"
            fault(setting, (error.problem ?? "must be \(setting.expectation)") + shown, mend: mend)
            return nil
        }
    }

    /// What was given; a placeholder left from `.env.sample` is as good as nothing where nothing is needed.
    private func text(of setting: SettingDescription) -> String? {
        guard !unusable.contains(setting.name),
            let text = texts.string(forKey: ConfigKey([setting.name]), isSecret: true)
        else { return nil }
        return need == .nothing && Self.isPlaceholder(text) ? nil : text
    }

    private static func isPlaceholder(_ text: String) -> Bool { text.hasPrefix("<") && text.hasSuffix(">") }

    private func notice(_ setting: SettingDescription, _ message: String, _ mend: String) -> SettingNotice {
        SettingNotice(setting: setting.name.located(at: origins[setting.name] ?? ""), message: message, mend: mend)
    }

    /// Shows a text in a message as far as it may be seen.
    private func shown(_ text: String, _ piece: String?, _ setting: SettingDescription, _ isQuotable: Bool) -> String {
        if setting.isSecret || (piece == nil && !isQuotable) {
            return " (it has \(text.count) characters)"
        }
        let invisible: [Unicode.GeneralCategory] = [.control, .format, .lineSeparator, .paragraphSeparator]
        let visible = (piece ?? text).unicodeScalars.map {
            invisible.contains($0.properties.generalCategory) ? "\u{FFFD}" : String($0)
        }
        return " (it is \"\(visible.prefix(60).joined())\(visible.count > 60 ? "…" : "")\")"
    }
}
