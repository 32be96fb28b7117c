/// What callers hear and how often they may try.
public struct CallSettings: Sendable {
    /// The name that callers hear.
    public let customerName: String
    /// The language until the caller's own is known, such as `en-US`.
    public let defaultLanguage: String
    /// The country of numbers without a country code, such as `US`.
    public let defaultRegion: String
    /// The directory of the templates.
    public let templatesDirectory: String
    /// Wrong codes in one call before it ends.
    public let maximumAttempts: Int
    /// Whether a push asks for a number to be matched.
    public let numberChallenge: NumberChallenge
    /// How often Okta is asked about a push that waits.
    public let pushPollInterval: Duration
    /// How long a push may wait.
    public let pushTimeout: Duration
    /// Failures of one person within ``lockoutWindow`` after which no challenge is sent.
    public let lockoutFailures: Int
    /// How long failures count.
    public let lockoutWindow: Duration

    /// Whether a push asks the person to pick the number that they hear.
    public enum NumberChallenge: String, Sendable, CaseIterable {
        /// Asks for it, and sends a plain push where the organisation refuses.
        case auto
        /// Asks for it, and treats a refusal as a push that failed.
        case require
        /// Sends plain pushes.
        case off
    }

    init(from reader: inout SettingsReader) {
        defaultRegion = reader.region(Keys.defaultRegion)
        customerName = reader.value(Keys.customerName)
        defaultLanguage = reader.value(Keys.defaultLanguage)
        templatesDirectory = reader.value(Keys.templatesDirectory)
        maximumAttempts = reader.value(Keys.maximumAttempts)
        numberChallenge = reader.value(Keys.numberChallenge)
        pushTimeout = reader.value(Keys.pushTimeout)
        pushPollInterval = min(reader.value(Keys.pushPollInterval), pushTimeout / 2)
        lockoutFailures = reader.value(Keys.lockoutFailures)
        lockoutWindow = reader.value(Keys.lockoutWindow)
    }
}

extension CallSettings {
    enum Keys {
        static let customerName = Setting(
            "APP_CUSTOMER_NAME", .text(upTo: 100), default: "OKTA IVR DEMO", example: "'Acme Bank'",
            "The name that callers hear.")
        static let defaultLanguage = Setting(
            "DEFAULT_LANGUAGE", .languageTag, default: "en-US", example: "es-US",
            "The language until the caller's own is known from Okta (`preferredLanguage`, `locale`) or from key 9.")
        static let defaultRegion = Setting(
            "DEFAULT_REGION", .region, default: "US", example: "DE",
            "The country of a number written without its country code.")
        static let templatesDirectory = Setting(
            "TEMPLATES_DIR", .text("the path of a directory", upTo: 1000), default: "twiml-templates",
            example: "/etc/voicegate/templates", "The directory with everything that callers hear.")
        static let maximumAttempts = Setting(
            "IVR_MAX_ATTEMPTS", .integer(1...10), default: 3, example: "3",
            "Wrong codes in one call before it ends with a goodbye.")
        static let numberChallenge = Setting(
            "PUSH_NUMBER_CHALLENGE", .choice, default: NumberChallenge.auto, example: "require",
            """
            Whether a push asks the caller to pick the number that is spoken. `auto` asks for it and sends a plain push \
            where the organisation refuses; `require` never sends a plain one; `off` never asks.
            """)
        static let pushPollInterval = Setting(
            "PUSH_POLL_SECONDS", .seconds(50...60_000), default: .seconds(2), written: "2", example: "1.5",
            """
            How often Okta is asked about a push that waits; fractions are allowed. Half of `PUSH_TIMEOUT_SECONDS` where \
            that is less. Polls slow down by \
            themselves when Okta's limits run low, so that new callers are not kept waiting.
            """)
        static let pushTimeout = Setting(
            "PUSH_TIMEOUT_SECONDS", .seconds(100...600_000), default: .seconds(90), written: "90", example: "60",
            "How long a push may wait for its tap; fractions are allowed.")
        static let lockoutFailures = Setting(
            "LOCKOUT_FAILURES", .integer(1...10_000), default: 10, example: "10",
            "Failures of one person, over all calls, after which no challenge is sent.")
        static let lockoutWindow = Setting(
            "LOCKOUT_SECONDS", .wholeSeconds(1...2_592_000), default: .seconds(3600), written: "3600", example: "3600",
            "How long a failure counts towards `LOCKOUT_FAILURES`.")
    }

    static let section = SettingSection(
        title: "Calls",
        introduction: "What callers hear, and how often they may try. The words themselves are in `TEMPLATES_DIR`.",
        settings: [
            Keys.customerName.description, Keys.defaultLanguage.description, Keys.defaultRegion.description,
            Keys.templatesDirectory.description, Keys.maximumAttempts.description,
            Keys.numberChallenge.description, Keys.pushPollInterval.description, Keys.pushTimeout.description,
            Keys.lockoutFailures.description, Keys.lockoutWindow.description,
        ])
}
