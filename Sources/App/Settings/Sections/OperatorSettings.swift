/// What the people who run it need.
public struct OperatorSettings: Sendable {
    /// How often `serve` plans and applies company numbers by itself; nil for never.
    public let numbersSyncInterval: Duration?
    /// Opens the console; nil keeps it off.
    public let consolePassword: Secret<String>?

    init(from reader: inout SettingsReader) {
        numbersSyncInterval = reader.value(Keys.numbersSync).map { .seconds($0 * 60) }
        consolePassword = reader.value(Keys.consolePassword)
    }
}

extension OperatorSettings {
    enum Keys {
        static let numbersSync = OptionalSetting(
            "NUMBERS_SYNC_MINUTES", .integer(1...10_080, of: "minutes"), absence: "off", example: "60",
            "How often `serve` runs `numbers plan` and `apply` by itself, one instance at a time.")
        static let consolePassword = OptionalSetting(
            "CONSOLE_PASSWORD", .secretText, absence: "the console is off", example: "your-console-password",
            "Opens the console at `/console` on the admin side.")
    }

    static let section = SettingSection(
        title: "Operators",
        introduction: "Conveniences for those who run it; without them they are off.",
        settings: [Keys.consolePassword.description, Keys.numbersSync.description])
}
