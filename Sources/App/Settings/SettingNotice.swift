/// Something about one setting that its owner should know: what is the matter and how to mend it.
public struct SettingNotice: Sendable, Equatable, CustomStringConvertible {
    /// The setting, or the place in `.env`, that it is about.
    public let setting: String
    /// What is the matter, completing a sentence that starts with the setting.
    public let message: String
    /// What to do about it.
    public let mend: String

    /// Says it in one line that starts with the setting; it never holds a secret.
    public var description: String { "\(setting) \(message); \(mend)" }
}

/// Every fault that was found in the settings, all at once.
public struct SettingsFaults: Error, Sendable, CustomStringConvertible {
    /// The faults, in the order of the catalogue; never empty.
    public let faults: [SettingNotice]
    /// What else was noticed on the way.
    public let warnings: [SettingNotice]

    /// Lists the faults, one a line.
    public var description: String { faults.map(\.description).joined(separator: "\n") }
}
