import Testing

@testable import App

/// What swift-configuration 1.4.0 does by itself must not reach a user.
@Suite("Traps of swift-configuration")
struct SwiftConfigurationTrapTests {
    @Test(
        "a malformed number is a fault and never becomes the default",
        arguments: [
            "abc", "80 80", "8080x", "0x1F90", "8_080", "+8080", "-1", "8080.0", "٨٠٨٠", "65536",
            "99999999999999999999", "1e3",
        ])
    func malformedNumber(_ text: String) {
        #expect(
            SettingsFixture.faults(["PORT": text]) == [
                "PORT must be a whole number from 0 to 65535 (it is \"\(text)\"); for example PORT=8080"
            ])
    }

    @Test("an empty value counts as missing: the default holds", arguments: ["", " ", "\t\n", "\u{A0}"])
    func emptyNumber(_ text: String) throws {
        #expect(try SettingsFixture.load(["PORT": text]).server.port == 8080)
    }

    @Test("an empty value counts as missing: what is required is asked for")
    func emptyRequired() {
        let environment = SettingsFixture.essentials.merging(["PUBLIC_URL": ""]) { $1 }
        #expect(
            SettingsFixture.faults(environment, for: .serve) == [
                "PUBLIC_URL is missing; for example PUBLIC_URL=https://ivr.example.com"
            ])
    }

    @Test("an empty value in the environment leaves .env its say")
    func emptyInEnvironment() throws {
        #expect(try SettingsFixture.load(["PORT": ""], dotEnv: "PORT=9000").server.port == 9000)
    }

    @Test("quotes in .env do not belong to the value")
    func quotes() throws {
        #expect(try SettingsFixture.load(dotEnv: "APP_CUSTOMER_NAME=\"Acme Bank\"").call.customerName == "Acme Bank")
        #expect(try SettingsFixture.load(dotEnv: "APP_CUSTOMER_NAME='Acme Bank'").call.customerName == "Acme Bank")
    }

    @Test("a comment after a value in .env does not belong to it")
    func inlineComment() throws {
        #expect(try SettingsFixture.load(dotEnv: "PORT=9000 # for the proxy").server.port == 9000)
    }

    @Test("export in .env is understood")
    func export() throws {
        #expect(try SettingsFixture.load(dotEnv: "export PORT=9000").server.port == 9000)
    }

    @Test("a bad line in .env is a fault with its number, not skipped in silence")
    func badLine() {
        #expect(
            SettingsFixture.faults(dotEnv: "PORT=9000\nPUBLIC_URL https://x.example\n") == [
                ".env line 2 is not NAME=value; start it with a setting's name, or with # for a comment"
            ])
    }

    @Test(
        "a lower-case name is not taken, and a warning says so", arguments: ["twilio_auth_token", "Twilio_Auth_Token"])
    func lowerCase(_ name: String) {
        let found = SettingsFixture.inspect([name: "x"])
        #expect(found.settings.twilio == nil)
        #expect(
            found.warnings.map(\.description) == [
                "\(name) is no setting of Voicegate; did you mean TWILIO_AUTH_TOKEN?"
            ])
    }

    @Test("an error of the library's own never shows: a fault names the setting and the mend")
    func ownWords() {
        let faults = SettingsFixture.faults(["PUSH_POLL_SECONDS": "soon", "LOG_LEVEL": "loud"])
        #expect(
            faults == [
                "PUSH_POLL_SECONDS must be a number of seconds from 0.05 to 60 (it is \"soon\"); for example PUSH_POLL_SECONDS=1.5",
                """
                LOG_LEVEL must be one of trace, debug, info, notice, warning, error, critical (it is "loud"); \
                for example LOG_LEVEL=debug
                """,
            ])
    }
}
