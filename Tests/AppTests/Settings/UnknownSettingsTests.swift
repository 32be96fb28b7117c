import Testing

@testable import App

@Suite("Names that are no settings")
struct UnknownSettingsTests {
    @Test(
        "a near miss draws a warning with the nearest name",
        arguments: [
            ("TWILIO_ACOUNT_SID", "TWILIO_ACCOUNT_SID"),
            ("TWILIO_AUTHTOKEN", "TWILIO_AUTH_TOKEN"),
            ("OKTA_ORG_URI", "OKTA_ORG_URL"),
            ("OKTA_APITOKEN_FILE", "OKTA_API_TOKEN_FILE"),
            ("EIGHT_BY_EIGHT_KEY", "EIGHT_BY_EIGHT_API_KEY"),
            ("PUBLIC_URI", "PUBLIC_URL"),
            ("PUBLC_URL", "PUBLIC_URL"),
            ("DATABASE_URI", "DATABASE_URL"),
            ("ADMIN_PROT", "ADMIN_PORT"),
            ("LOG_LEVL", "LOG_LEVEL"),
            ("DATA_KEYS", "DATA_KEY"),
            ("IVR_MAX_ATTEMPT", "IVR_MAX_ATTEMPTS"),
            ("HANDOFF_AUDIENC", "HANDOFF_AUDIENCE"), ("HANDOFF_AUD", "HANDOFF_AUDIENCE"),
            ("OKTA_TOKEN", "OKTA_API_TOKEN"), ("OKTA_ORG", "OKTA_ORG_URL"), ("TWILIO_TOKEN", "TWILIO_AUTH_TOKEN"),
            ("TWILIO_SID", "TWILIO_ACCOUNT_SID"), ("TWILIO_VERIFY_SID", "TWILIO_VERIFY_SERVICE_SID"),
            ("HOOK_SECRET", "HOOK_AUTH_SECRET"), ("PUSH_TIMEOUT", "PUSH_TIMEOUT_SECONDS"),
            ("IVR_MAX", "IVR_MAX_ATTEMPTS"), ("ACS_FROM", "ACS_FROM_SHORTCODE"), ("ACS_SENDER", "ACS_FROM_SHORTCODE"),
            ("NUMBERS_SYNC", "NUMBERS_SYNC_MINUTES"), ("DAILY_CAP", "DAILY_CAP_BY_PREFIX"),
            ("DEFAULT_LANG", "DEFAULT_LANGUAGE"), ("LOG_LVL", "LOG_LEVEL"), ("CONSOLE_PASS", "CONSOLE_PASSWORD"),
            ("OKTA_TOKEN_FILE", "OKTA_API_TOKEN_FILE"), ("okta_token", "OKTA_API_TOKEN"),
        ])
    func nearMiss(_ name: String, _ nearest: String) {
        #expect(
            SettingsFixture.inspect([name: "x"]).warnings.map(\.description) == [
                "\(name) is no setting of Voicegate; did you mean \(nearest)?"
            ])
    }

    @Test(
        "a name with a prefix of ours draws a warning even when nothing is near",
        arguments: [
            "TWILIO_ZZ", "OKTA_FAVOURITE_COLOUR_OF_ALL_ADMINISTRATORS", "ACS_QQQQQQQQQQQQQQQQQQQQQQQQQQQQ",
        ])
    func prefix(_ name: String) {
        let warnings = SettingsFixture.inspect([name: "x"]).warnings
        #expect(warnings.map(\.setting) == [name])
    }

    @Test(
        "what other programs use is left alone",
        arguments: [
            "HOSTNAME", "PATH", "HOME", "LOG_DIR", "LOGNAME", "DATA_DIR", "APP_NAME", "APP_ENV", "AGENT_TOOLSDIRECTORY",
            "SSH_AGENT_PID", "SSH_AUTH_SOCK", "DEFAULT_SHELL", "PORTAGE", "ACCOUNT_ID", "PUBLIC_IP", "TEMPLATE",
            "http_proxy",
            "DATABASE_PASSWORD", "LOG_FILE", "DATA_FILE", "PORT_HTTP", "HOST_IP", "DEFAULT_USER", "CONSOLE", "ONLINE",
            "CI", "TERM", "SHELL", "POST", "HOSTS", "SMS", "OKTA",
            "PUSHER_KEY",
            "VOICEGATE_ROOM", "UPDATE_GOLDENS",
        ])
    func others(_ name: String) {
        #expect(SettingsFixture.inspect([name: "x"]).warnings.isEmpty)
    }

    @Test("no setting, and no file of one, is called unknown", arguments: SettingsCatalogue.all)
    func known(_ setting: SettingDescription) {
        for name in [setting.name, setting.fileName] {
            let notices = SettingsFixture.inspect([name: setting.example], files: [setting.example: setting.example])
            #expect(!notices.warnings.contains { $0.message.contains("no setting") })
        }
    }

    @Test("a slip in .env is named with its line, and never with its value")
    func inDotEnv() {
        let warnings = SettingsFixture.inspect(dotEnv: "\nTWILIO_AUTH_TOKN=canary\n").warnings
        #expect(
            warnings.map(\.description) == [
                "TWILIO_AUTH_TOKN (.env line 2) is no setting of Voicegate; did you mean TWILIO_AUTH_TOKEN?"
            ])
    }

    @Test(
        "in .env every name that begins with a word of ours is ours",
        arguments: [
            ("APP_NAME", "did you mean APP_CUSTOMER_NAME?"), ("CONSOLE_PASS", "did you mean CONSOLE_PASSWORD?"),
            ("LOG_DIR", "docs/configuration.md lists them all"), ("HOST_NAME", "docs/configuration.md lists them all"),
            ("OKTA", "docs/configuration.md lists them all"), ("PATH_TO_X", nil), ("SHELL", nil),
        ] as [(String, String?)])
    func prefixInDotEnv(_ name: String, _ mend: String?) {
        let warnings = SettingsFixture.inspect(dotEnv: "\(name)=x\n").warnings.filter { $0.setting.hasPrefix(name) }
        #expect(warnings.map(\.mend) == [mend].compactMap { $0 })
    }

    @Test(
        "distance counts insertions, deletions, replacements and swaps",
        arguments: [
            ("", "", 0), ("a", "", 1), ("", "ab", 2), ("PORT", "PORT", 0), ("PROT", "PORT", 1), ("PORTS", "PORT", 1),
            ("PART", "PORT", 1), ("kitten", "sitting", 3), ("ca", "abc", 3),
        ])
    func distance(_ one: String, _ other: String, _ expected: Int) {
        #expect(EditDistance.between(one, other) == expected)
        #expect(EditDistance.between(other, one) == expected)
    }
}
