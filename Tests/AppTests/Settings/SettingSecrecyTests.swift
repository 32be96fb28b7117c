import Crypto
import Foundation
import Testing

@testable import App

@Suite("Secrets in settings")
struct SettingSecrecyTests {
    private static let canary = "kanarienvogel0815"

    /// Texts that fail in every way there is, and a few that do not fail at all.
    private static let texts = [
        canary, "\(canary) with spaces", "\(canary)\nsecond line", "ü\(canary)", String(repeating: canary, count: 300),
        "-----BEGIN PRIVATE KEY-----\n\(canary)\n-----END PRIVATE KEY-----",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\n\(canary)\n-----END ENCRYPTED PRIVATE KEY-----",
        "{\"kty\":\"RSA\",\"d\":\"\(canary)\"}", "{\"keys\":[\"\(canary)\"]}", "{\(canary)",
        "postgres://user:\(canary)@", "postgres://user:\(canary)@host:1",
        "postgres://u:\(canary)@h/n?sslmode=\(canary)",
        "mysql://user:\(canary)@host/name", "sqlite://\(canary)", "sqlite:/\(canary)?x",
        "endpoint=http://\(canary).example;accesskey=\(canary)", "endpoint=https://x.example;accesskey=%\(canary)",
        "accesskey=\(canary)", "<\(canary)>", "https://\(canary)@host.example", "https://user:\(canary)@host.example",
        "https://host.example?token=\(canary)", "https://host.example#\(canary)", "AC\(canary)", "sip:\(canary)",
    ]

    @Test("never show in a message", arguments: SettingsCatalogue.all.filter(\.isSecret))
    func secretsStayUnseen(_ setting: SettingDescription) {
        for text in Self.texts {
            for need in Need.allCases {
                expectNoCanary(SettingsFixture.inspect([setting.name: text], for: need))
                expectNoCanary(SettingsFixture.inspect(dotEnv: "\(setting.name)=\(text)", for: need))
                let file = SettingsFixture.inspect([setting.fileName: "/f"], files: ["/f": text], for: need)
                expectNoCanary(file)
                // The secret itself where the path of its file should stand.
                expectNoCanary(SettingsFixture.inspect([setting.fileName: text], for: need))
                expectNoCanary(SettingsFixture.inspect([setting.name: text, setting.fileName: text], for: need))
            }
        }
    }

    @Test(
        "never show where they are easily pasted by mistake",
        arguments: [
            "PUBLIC_URL", "OKTA_ORG_URL", "TWILIO_API_URL", "HOOK_OAUTH_ISSUER", "ACCOUNT_API_URL",
            "TWILIO_ACCOUNT_SID",
            "TWILIO_API_KEY", "TWILIO_VERIFY_SERVICE_SID", "AGENT_WORKFLOW_SID", "OKTA_CLIENT_ID", "OKTA_KEY_ID",
        ])
    func pastedSecrets(_ name: String) {
        for text in Self.texts { expectNoCanary(SettingsFixture.inspect([name: text])) }
    }

    private func expectNoCanary(_ found: SettingsInspection, sourceLocation: SourceLocation = #_sourceLocation) {
        let notices =
            "\(found.faults)\n\(found.warnings)\n\(SettingsFaults(faults: found.faults, warnings: found.warnings))"
        #expect(!notices.contains(Self.canary), sourceLocation: sourceLocation)
    }

    @Test("never show when settings are printed, reflected or dumped")
    func printing() throws {
        var environment = SettingsFixture.essentials
        let key = P256.Signing.PrivateKey().pemRepresentation
        environment["OKTA_API_TOKEN"] = Self.canary
        environment["TWILIO_AUTH_TOKEN"] = Self.canary
        environment["CONSOLE_PASSWORD"] = Self.canary
        environment["HANDOFF_KEY"] = key
        environment["DATA_KEY"] = Data(repeating: 0x7B, count: 32).base64EncodedString()
        environment["DATABASE_URL"] = "postgres://u:\(Self.canary)@h/n"
        environment["HOOK_AUTH_SECRET"] = Self.canary
        environment["ACS_CONNECTION_STRING"] =
            "endpoint=https://x.example;accesskey=\(Data(Self.canary.utf8).base64EncodedString())"
        environment["ACS_FROM_SHORTCODE"] = "12345"
        let settings = try SettingsFixture.load(environment, for: .serve)
        var dumped = ""
        dump(settings, to: &dumped)
        let printed = "\(settings)"
        for text in [printed, String(reflecting: settings), dumped] {
            #expect(!text.contains(Self.canary))
            #expect(!text.contains(Data(Self.canary.utf8).base64EncodedString()))
            #expect(!text.contains("PRIVATE KEY"))
            #expect(!text.contains("123, 123"))
            #expect(text.contains("••••••"))
        }
    }

    @Test("are handed to whoever strikes them out, whole and in their telling parts")
    func redactionList() throws {
        let pem = "-----BEGIN PRIVATE KEY-----\n\(String(repeating: "A1b2", count: 16))\n-----END PRIVATE KEY-----"
        let secrets = SettingsFixture.inspect([
            "TWILIO_AUTH_TOKEN": "0123456789abcdef0123456789abcdef", "HANDOFF_KEY": pem.replacing("\n", with: "\\n"),
            "DATABASE_URL": "postgres://me:p%40ssword@db.example/voicegate",
            "ACS_CONNECTION_STRING":
                "endpoint=https://x.example/;accesskey=c2VjcmV0LWFjY2Vzcy1rZXktMDEyMzQ1Njc4OWFiY2Q=",
            "CONSOLE_PASSWORD": "abc", "HOOK_AUTH_SECRET": "swordfish", "OKTA_USER": "nosecret",
        ]).secrets
        for part in [
            "0123456789abcdef0123456789abcdef", String(repeating: "A1b2", count: 16), "p%40ssword", "p@ssword",
            "c2VjcmV0LWFjY2Vzcy1rZXktMDEyMzQ1Njc4OWFiY2Q", "swordfish",
        ] {
            #expect(secrets.contains(part))
        }
        #expect(!secrets.contains("abc"), "three letters would strike out half a log")
        #expect(!secrets.contains("nosecret"))
        #expect(
            secrets.map(\.count) == secrets.map(\.count).sorted(by: >), "a part must not be struck out before the whole"
        )
    }

    @Test("are those of the interface")
    func whichAreSecret() {
        #expect(
            Set(SettingsCatalogue.all.filter(\.isSecret).map(\.name)) == [
                "ACS_CONNECTION_STRING", "CONSOLE_PASSWORD", "DATABASE_URL", "DATA_KEY", "EIGHT_BY_EIGHT_API_KEY",
                "HANDOFF_KEY",
                "HOOK_AUTH_SECRET", "HOOK_AUTH_SECRET_SECONDARY", "OKTA_API_TOKEN", "OKTA_BASIC_SECRET",
                "OKTA_PRIVATE_KEY",
                "REPORTS_SECRET", "TWILIO_API_SECRET", "TWILIO_AUTH_TOKEN", "TWILIO_AUTH_TOKEN_SECONDARY",
                "TWILIO_WEBHOOK_SHARED_KEY",
            ])
    }
}
