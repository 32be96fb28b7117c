public import Logging

/// How much is logged, and how.
public struct LogSettings: Sendable {
    /// The least important level that is logged.
    public let level: Logger.Level
    /// The form of a line; nil for text on a terminal and JSON elsewhere.
    public let format: Format?

    /// The form of a line.
    public enum Format: String, Sendable, CaseIterable {
        case json
        case text
    }

    init(from reader: inout SettingsReader) {
        level = reader.value(Keys.level)
        format = reader.value(Keys.format)
    }
}

extension LogSettings {
    enum Keys {
        static let level = Setting(
            "LOG_LEVEL", .choice, default: Logger.Level.info, example: "debug",
            "The least important level that is logged.")
        static let format = OptionalSetting(
            "LOG_FORMAT", ValueFormat<Format>.choice, absence: "`json`, on a terminal `text`", example: "text",
            "One JSON object a line, or text for people.")
    }

    static let section = SettingSection(
        title: "Logs",
        introduction: "Phone numbers are masked and secrets struck out at every level.",
        settings: [Keys.level.description, Keys.format.description])
}
