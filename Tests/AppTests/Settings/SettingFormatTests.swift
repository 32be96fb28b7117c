import PhoneNumbers
import Testing

@testable import App

@Suite("What a value may look like")
struct SettingFormatTests {
    private static let hex = "0123456789abcdefABCDEF0123456789"

    @Test(
        "is taken",
        arguments: [
            ("HOST", ["0.0.0.0", "::", "::1", "[::1]", "localhost", "ivr-1.internal", "10.0.0.7"]),
            ("PORT", ["0", "1", "65535", "08080"]),
            (
                "PUBLIC_URL",
                [
                    "https://ivr.example.com", "https://ivr.example.com/", "HTTPS://IVR.example.com:8443/base/",
                    "http://localhost:9400",
                    "http://127.0.0.1:1", "http://127.255.3.4/x", "http://[::1]:8080", "https://[2001:db8::1]/",
                    "https://a_b.example",
                ]
            ),
            (
                "OKTA_ORG_URL",
                [
                    "https://acme.okta.com/", "https://login.acme.example", "http://127.0.0.1:9401",
                    "https://x-admin.example",
                ]
            ),
            ("OKTA_API_TOKEN", ["00abcDEF_-123"]),
            ("OKTA_PHONE_ATTRIBUTE", ["ivrPhone", "_x1", "A"]),
            ("OKTA_REQUESTS_PER_MINUTE", ["1", "600"]),
            ("TWILIO_ACCOUNT_SID", ["AC\(hex)"]),
            ("TWILIO_API_KEY", ["SK\(hex)"]),
            ("TWILIO_PHONE_NUMBER", ["+15551234567", "(555) 123-4567", "+4930123456"]),
            ("TWILIO_SMS_FROM", ["+15551234567", "12345", "ACME", "Acme Bank", "5551234567"]),
            ("TWILIO_VERIFY_SERVICE_SID", ["VA\(hex)"]),
            ("TWILIO_MESSAGING_SERVICE_SID", ["MG\(hex)"]),
            ("AGENT_WORKFLOW_SID", ["WW\(hex)"]),
            (
                "AGENT_DIAL",
                [
                    "+15551234567", "sip:agents@pbx.example.com", "SIPS:a@10.0.0.1:5061;transport=tls?X-Team=1",
                    "555-123-4567",
                ]
            ),
            ("APP_CUSTOMER_NAME", ["Acme", "Bäckerei & Söhne <1900>", "株式会社"]),
            ("DEFAULT_LANGUAGE", ["en", "en-US", "EN_us", "zh-Hant-TW", "es-419", "fil"]),
            ("DEFAULT_REGION", ["US", "gb", "DE", "JP", "AD", "NA"]),
            ("IVR_MAX_ATTEMPTS", ["1", "10"]),
            ("PUSH_POLL_SECONDS", ["2", "0.05", "1.5", "59.999"]),
            ("PUSH_TIMEOUT_SECONDS", ["90", "600", "30.25"]),
            ("PUSH_NUMBER_CHALLENGE", ["auto", "REQUIRE", "Off"]),
            ("LOG_LEVEL", ["trace", "WARNING", "critical"]),
            ("LOG_FORMAT", ["json", "Text"]),
            ("ON_BLOCKED", ["suppress", "fail"]),
            ("HOOK_BUDGET_MS", ["100", "2900"]),
            ("HOOK_AUTH_HEADER", ["Authorization", "X-Voicegate_1"]),
            ("LOCKOUT_SECONDS", ["1", "86400"]),
            ("SENDS_PER_NUMBER", ["5/600", "1/1"]), ("SENDS_PER_USER", ["10/3600", "1/1"]),
            ("DAILY_CAP_BY_PREFIX", ["+1=5000,+44=500", " +1 = 0 , ", "+49171=7"]),
            ("ALLOWED_PREFIXES", ["+1,+44", "+1, +44,", "+123456789012345"]),
            ("NUMBERS_SYNC_MINUTES", ["1", "60"]),
            (
                "DATABASE_URL",
                [
                    "sqlite:voicegate.db", "sqlite:/var/lib/v.db", "sqlite:///var/lib/v.db", "sqlite:a b.db",
                    "SQLITE:x",
                ]
            ),
            ("ACCOUNT_API_URL", ["https://api.example.com/v1", "http://localhost:3000"]),
        ])
    func taken(_ name: String, _ texts: [String]) {
        for text in texts {
            // What goes together with others is missing them here.
            let faults = SettingsFixture.inspect([name: text]).faults.filter { $0.setting == name }
            #expect(faults == [], "\(name)=\(text)")
        }
    }

    @Test(
        "is refused",
        arguments: [
            ("HOST", ["http://x", "x:8080", "a b", "x/", "-x", "x..y", ":", String(repeating: "a", count: 64)]),
            (
                "PUBLIC_URL",
                [
                    "ivr.example.com", "http://ivr.example.com", "ftp://x", "https://", "https:///x",
                    "https://user@x.example",
                    "https://user:pw@x.example", "https://x.example?a=1", "https://x.example/#f", "https://x y.example",
                    "http://127.0.0.1.evil.example", "http://127.1", "http://127.0.0.256",
                    "http://localhost.evil.example",
                    "http://2130706433", "http://10.0.0.1", "http://[::2]", "http://0.0.0.0", "https://x.example:0",
                    "https://x.example:65536", "https://x.example/a/../b", "https://x.example//a", "//x.example",
                    "https://grüße.example",
                ]
            ),
            (
                "OKTA_ORG_URL",
                [
                    "https://acme.okta.com/oauth2/default", "https://acme-admin.okta.com",
                    "https://acme-admin.oktapreview.com/",
                ]
            ),
            ("OKTA_API_TOKEN", ["SSWS 00abc", "00ü", "a\nb"]),
            (
                "OKTA_PHONE_ATTRIBUTE",
                [
                    "profile.ivrPhone", "ivr phone", "1x", "ivrPhone eq \"\" or x", "ü",
                    String(repeating: "a", count: 101),
                ]
            ),
            ("OKTA_REQUESTS_PER_MINUTE", ["0", "-5", "many"]),
            ("TWILIO_ACCOUNT_SID", ["AC\(hex)0", "SK\(hex)", "ac\(hex)", "AC", "AC0123456789abcdefABCDEF012345678g"]),
            ("TWILIO_PHONE_NUMBER", ["hello", "+", "12", "+1555123456789012345", "client:bob"]),
            ("TWILIO_SMS_FROM", ["12", "+12", "Twelve lette", "Ünïcode", "a\nb"]),
            (
                "AGENT_DIAL",
                [
                    "sip:", "sip:agents", "sip:@x", "sip:a b@x", "sip:a@b@c", "sip:a@", "sip:a@x<y>",
                    "tel:+15551234567", "sip:a@x\"",
                ]
            ),
            ("APP_CUSTOMER_NAME", ["a\nb", "\u{1}", String(repeating: "x", count: 101)]),
            ("DEFAULT_LANGUAGE", ["e", "english", "en-", "en-USA", "en-US-x", "-", "12", "en US"]),
            ("DEFAULT_REGION", ["USA", "1", "UK", "XX", "ZZ", "ü?"]),
            ("IVR_MAX_ATTEMPTS", ["0", "11", "3.0"]),
            (
                "PUSH_POLL_SECONDS",
                ["0", "0.01", "61", "2,5", "1e1", ".5", "5.", "1.2345", "nan", "inf", "0x2", "-2", "2s", "1.2.3"]
            ),
            ("PUSH_TIMEOUT_SECONDS", ["601", "0.0", "9999999999999999999999"]),
            ("PUSH_NUMBER_CHALLENGE", ["on", "true", "requires"]),
            ("LOG_LEVEL", ["warn", "verbose"]),
            ("LOG_FORMAT", ["yaml"]),
            ("HOOK_BUDGET_MS", ["99", "2.5", "2500ms"]),
            ("HOOK_AUTH_HEADER", ["X Secret", "X:", "Ü", "a\r\nb"]),
            ("OKTA_USER", ["a:b"]),
            ("LOCKOUT_SECONDS", ["0", "1.5"]),
            ("SENDS_PER_USER", ["10", "0/3600", "none"]),
            ("SENDS_PER_NUMBER", ["5", "5/", "/600", "0/600", "5/0", "5/600/1", "-5/600", "five/600", "5 per 600"]),
            ("DAILY_CAP_BY_PREFIX", ["1=5", "+1", "+1=", "+1=x", "+1=1,+1=2", ",", "+=1", "+0=1", "+1=-1", "+1:5"]),
            ("ALLOWED_PREFIXES", ["1", "+1;+44", "+1,+1", "+1234567890123456", "all", "+1 44"]),
            ("NUMBERS_SYNC_MINUTES", ["0", "off"]),
            (
                "DATABASE_URL",
                [
                    "voicegate.db", "sqlite:", "sqlite://x.db", "sqlite::memory:", "sqlite:x?mode=ro", "mysql://h/n",
                    "postgres://", "postgres://h",
                    "postgres://u:p@h/", "postgres://u:p@h/n?sslmode=maybe", "postgres://u:p w@h/n", "postgres:n",
                    "sqlite:a\nb",
                ]
            ),
        ])
    func refused(_ name: String, _ texts: [String]) {
        for text in texts {
            let faults = SettingsFixture.inspect([name: text]).faults
            #expect(faults.contains { $0.setting == name }, "\(name)=\(text)")
        }
    }

    @Test("values come out normalised")
    func normalised() throws {
        let settings = try SettingsFixture.load([
            "PUBLIC_URL": "HTTPS://IVR.Example.com:8443/Base//", "DEFAULT_LANGUAGE": "zh_hant_tw",
            "DEFAULT_REGION": "de",
            "TWILIO_PHONE_NUMBER": "030 123456", "HOST": "[::1]", "PUSH_POLL_SECONDS": "1.25",
            "DATABASE_URL": "sqlite:///var/v.db", "AGENT_DIAL": "0171 1234567", "LOCKOUT_SECONDS": "60",
            "NUMBERS_SYNC_MINUTES": "5", "HOOK_BUDGET_MS": "1500",
        ])
        #expect(settings.server.publicURL == "https://ivr.example.com:8443/Base")
        #expect(settings.server.host == "::1")
        #expect(settings.call.defaultLanguage == "zh-Hant-TW")
        #expect(settings.call.defaultRegion == "DE")
        #expect(settings.call.pushPollInterval == .milliseconds(1250))
        #expect(settings.call.lockoutWindow == .seconds(60))
        #expect(settings.hooks.budget == .milliseconds(1500))
        #expect(settings.operators.numbersSyncInterval == .seconds(300))
        guard case .dial(.number(let agent)) = settings.agent.destination else {
            Issue.record("no agent")
            return
        }
        #expect(agent.e164 == "+491711234567")
        guard case .sqlite("/var/v.db") = settings.storage.database else {
            Issue.record("another database")
            return
        }
    }

    @Test("numbers without a country code are read with DEFAULT_REGION wherever it stands")
    func region() throws {
        let text = "TWILIO_VOICE_FROM='030 123456'\nDEFAULT_REGION=DE\n"
        #expect(try SettingsFixture.load(dotEnv: text).delivery.twilio?.voiceFrom?.e164 == "+4930123456")
    }

    @Test("a slip in a choice is answered with the nearest word")
    func nearestChoice() {
        #expect(
            SettingsFixture.faults(["PUSH_NUMBER_CHALLENGE": "requier"]) == [
                "PUSH_NUMBER_CHALLENGE must be one of auto, require, off (it is \"requier\"); did you mean require?"
            ])
        #expect(
            SettingsFixture.faults(["LOG_LEVEL": "inof"]) == [
                """
                LOG_LEVEL must be one of trace, debug, info, notice, warning, error, critical (it is "inof"); \
                did you mean info?
                """
            ])
    }

    @Test("a word that was cut short is answered with the whole one")
    func shortenedChoice() {
        #expect(SettingsFixture.faults(["LOG_LEVEL": "warn"]).first?.hasSuffix("did you mean warning?") == true)
        #expect(SettingsFixture.faults(["LOG_LEVEL": "loud"]).first?.hasSuffix("for example LOG_LEVEL=debug") == true)
    }

    @Test(
        "common slips are answered with what helps",
        arguments: [
            (
                "OKTA_ORG_URL", "https://acme-admin.okta.com",
                """
                OKTA_ORG_URL must be the organisation's address, not that of its admin console (it has 27 characters); \
                leave out "-admin": https://acme.okta.com
                """
            ),
            (
                "PUBLIC_URL", "http://ivr.example.com",
                """
                PUBLIC_URL must use https (it is "http://…"); write https://; http is for 127.0.0.0/8, ::1 and localhost alone
                """
            ),
            (
                "OKTA_API_TOKEN", "SSWS 00abc",
                """
                OKTA_API_TOKEN must not contain spaces (it has 10 characters); copy it alone, without a word before it
                """
            ),
            (
                "PUSH_POLL_SECONDS", "2,5",
                """
                PUSH_POLL_SECONDS must be a number of seconds from 0.05 to 60 (it is "2,5"); write a decimal point, as in 2.5
                """
            ),
            (
                "DEFAULT_REGION", "UK",
                """
                DEFAULT_REGION must be a country's two letters (ISO 3166-1), such as US (it is "UK"); the United Kingdom is GB
                """
            ),
        ])
    func slips(_ name: String, _ text: String, _ fault: String) {
        #expect(SettingsFixture.faults([name: text]) == [fault])
    }
}
