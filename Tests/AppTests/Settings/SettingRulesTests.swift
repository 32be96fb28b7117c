import Foundation
import PhoneNumbers
import Delivery
import Testing

@testable import App

@Suite("Settings that go together")
struct SettingRulesTests {
    private static let verify = ["TWILIO_VERIFY_SERVICE_SID": "VA0123456789abcdef0123456789abcdef"]
    private static let eightByEight = [
        "EIGHT_BY_EIGHT_API_KEY": "key", "EIGHT_BY_EIGHT_SUBACCOUNT": "acme", "EIGHT_BY_EIGHT_SENDER": "ACME",
        "EIGHT_BY_EIGHT_VOICE_FROM": "+6561234567",
    ]
    private static let azure = [
        "ACS_CONNECTION_STRING": "endpoint=https://x.example;accesskey=AA==", "ACS_FROM_SHORTCODE": "12345",
    ]
    private static let everything =
        verify.merging(eightByEight) { $1 }.merging(azure) { $1 }.merging([
            "TWILIO_SMS_FROM": "+15551234567", "TWILIO_VOICE_FROM": "+15551234567",
        ]) { $1 }

    struct Rule: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let environment: [String: String]
        let faults: [String]

        init(_ description: String, _ environment: [String: String], _ faults: [String]) {
            testDescription = description
            self.environment = environment
            self.faults = faults
        }
    }

    static let rules = [
        Rule(
            "a token beside a service app",
            [
                "OKTA_API_TOKEN": "t", "OKTA_CLIENT_ID": "c", "OKTA_KEY_ID": "k",
                "OKTA_PRIVATE_KEY": SettingsFixture.jwk,
            ],
            ["OKTA_API_TOKEN is set beside OKTA_CLIENT_ID; keep either the token or the service app"]),
        Rule(
            "half a service app", ["OKTA_CLIENT_ID": "c"],
            [
                "OKTA_PRIVATE_KEY is missing, while OKTA_CLIENT_ID is set; set all of OKTA_CLIENT_ID, OKTA_PRIVATE_KEY, OKTA_KEY_ID for an OAuth 2.0 service app, or none",
                "OKTA_KEY_ID is missing, while OKTA_CLIENT_ID is set; set all of OKTA_CLIENT_ID, OKTA_PRIVATE_KEY, OKTA_KEY_ID for an OAuth 2.0 service app, or none",
            ]),
        Rule(
            "an API key without its secret", ["TWILIO_API_KEY": "SK0123456789abcdef0123456789abcdef"],
            ["TWILIO_API_SECRET is missing, while TWILIO_API_KEY is set; set both for an API key, or none"]),
        Rule(
            "half of Basic authentication", ["OKTA_USER": "okta"],
            ["OKTA_BASIC_SECRET is missing, while OKTA_USER is set; set both for Basic authentication, or none"]),
        Rule(
            "an audience without an issuer", ["HOOK_OAUTH_AUDIENCE": "a"],
            ["HOOK_OAUTH_ISSUER is missing, while HOOK_OAUTH_AUDIENCE is set; set both for bearer tokens, or none"]),
        Rule(
            "a scope alone", ["HOOK_OAUTH_SCOPE": "s"],
            [
                "HOOK_OAUTH_ISSUER is missing, while HOOK_OAUTH_SCOPE is set; set HOOK_OAUTH_ISSUER and HOOK_OAUTH_AUDIENCE too, or no scope"
            ]),
        Rule(
            "a secondary secret alone", ["HOOK_AUTH_SECRET_SECONDARY": "s"],
            [
                "HOOK_AUTH_SECRET is missing, while HOOK_AUTH_SECRET_SECONDARY is set; the secondary one is for the time of a change; set HOOK_AUTH_SECRET"
            ]),
        Rule(
            "an 8x8 key alone", ["EIGHT_BY_EIGHT_API_KEY": "k"],
            [
                "EIGHT_BY_EIGHT_SUBACCOUNT is missing, while EIGHT_BY_EIGHT_API_KEY is set; set both for 8x8, or none",
                "EIGHT_BY_EIGHT_SENDER is missing, while EIGHT_BY_EIGHT_API_KEY is set; set it for 8x8-sms, or EIGHT_BY_EIGHT_VOICE_FROM for 8x8-voice",
            ]),
        Rule(
            "an 8x8 sender without a key", ["EIGHT_BY_EIGHT_SENDER": "ACME", "EIGHT_BY_EIGHT_SUBACCOUNT": "acme"],
            [
                "EIGHT_BY_EIGHT_API_KEY is missing, while EIGHT_BY_EIGHT_SENDER is set; 8x8 needs EIGHT_BY_EIGHT_API_KEY and EIGHT_BY_EIGHT_SUBACCOUNT; set both, or none of them"
            ]),
        Rule(
            "half of Azure", ["ACS_FROM_SHORTCODE": "12345"],
            ["ACS_CONNECTION_STRING is missing, while ACS_FROM_SHORTCODE is set; set both for acs-sms, or none"]),
        Rule(
            "PostgreSQL without a data key", ["DATABASE_URL": "postgres://u:p@h/n"],
            [
                "DATA_KEY is missing, while DATABASE_URL names PostgreSQL; make one for all instances with: openssl rand -base64 32"
            ]),
        Rule(
            "one port for both sides", ["PORT": "9000", "ADMIN_PORT": "9000"],
            ["ADMIN_PORT is the same as PORT (9000); give the console and /metrics a port of their own"]),
        Rule(
            "one port for both sides, one of them everywhere", ["HOST": "0.0.0.0", "PORT": "8081"],
            ["ADMIN_PORT is the same as PORT (8081); give the console and /metrics a port of their own"]),
        Rule(
            "an unknown provider", verify.merging(["SMS_PROVIDERS": "twilio-verfy"]) { $1 },
            ["SMS_PROVIDERS must name known providers (it is \"twilio-verfy\"); did you mean twilio-verify?"]),
        Rule(
            "an unknown provider that is near to none", ["VOICE_PROVIDERS": "carrier-pigeon"],
            [
                "VOICE_PROVIDERS must name known providers (it is \"carrier-pigeon\"); take some of twilio-verify, twilio-sms, twilio-voice, 8x8-sms, 8x8-voice, acs-sms"
            ]),
        Rule(
            "a provider that is not enabled", verify.merging(["SMS_PROVIDERS": "twilio-verify,acs-sms"]) { $1 },
            [
                "SMS_PROVIDERS names acs-sms, which is not enabled; set ACS_CONNECTION_STRING and ACS_FROM_SHORTCODE, or take it out"
            ]),
        Rule(
            "a provider of texts for calls", azure.merging(["VOICE_PROVIDERS": "acs-sms"]) { $1 },
            ["VOICE_PROVIDERS names acs-sms, which cannot place calls; take it out"]),
        Rule(
            "a route over a provider that is not enabled",
            verify.merging(["SMS_PROVIDERS_BY_PREFIX": "+49=8x8-sms"]) { $1 },
            [
                "SMS_PROVIDERS_BY_PREFIX names 8x8-sms, which is not enabled; set EIGHT_BY_EIGHT_API_KEY, EIGHT_BY_EIGHT_SUBACCOUNT and EIGHT_BY_EIGHT_SENDER, or take it out"
            ]),
        Rule(
            "a route without a prefix", verify.merging(["SMS_PROVIDERS_BY_PREFIX": "49=twilio-verify"]) { $1 },
            ["SMS_PROVIDERS_BY_PREFIX must give prefixes as + and digits (it is \"49\"); write +49, for example"]),
        Rule(
            "two routes for one prefix",
            verify.merging(["VOICE_PROVIDERS_BY_PREFIX": "+49=twilio-verify;+49=twilio-verify"]) { $1 },
            [
                "VOICE_PROVIDERS_BY_PREFIX must name each prefix once (it is \"+49\"); for example VOICE_PROVIDERS_BY_PREFIX='+49=8x8-voice;+1=twilio-verify'"
            ]),
        Rule(
            "a provider twice", verify.merging(["SMS_PROVIDERS": "twilio-verify,twilio-verify"]) { $1 },
            [
                "SMS_PROVIDERS must name each once (it is \"twilio-verify\"); for example SMS_PROVIDERS=twilio-verify,8x8-sms"
            ]),
        Rule(
            "a prefix allowed and blocked", ["ALLOWED_PREFIXES": "+1,+44", "BLOCKED_PREFIXES": "+44"],
            ["BLOCKED_PREFIXES names +44, which ALLOWED_PREFIXES names too; take it out of one of them"]),
    ]

    @Test("are refused by halves or against each other", arguments: rules)
    func refused(_ rule: Rule) {
        #expect(SettingsFixture.faults(rule.environment) == rule.faults)
    }

    @Test("a malformed one counts as set: nobody is told twice")
    func noFollowUps() {
        #expect(
            SettingsFixture.inspect(["OKTA_API_TOKEN": "a b"], for: .serve).faults
                .filter { $0.setting == "OKTA_API_TOKEN" }.count == 1)
        let broken = Self.azure.merging(["ACS_CONNECTION_STRING": "nonsense", "SMS_PROVIDERS": "acs-sms"]) { $1 }
        #expect(SettingsFixture.inspect(broken).faults.map(\.setting) == ["ACS_CONNECTION_STRING"])
    }

    @Test("ports may be equal where they cannot meet")
    func equalPorts() throws {
        _ = try SettingsFixture.load(["PORT": "0", "ADMIN_PORT": "0"])
        _ = try SettingsFixture.load(["HOST": "10.0.0.1", "PORT": "8081"])
    }

    @Test("all enabled providers are tried in the documented order")
    func defaultOrder() throws {
        let delivery = try SettingsFixture.load(Self.everything).delivery
        #expect(delivery.sms.preferred == ["twilio-verify", "twilio-sms", "8x8-sms", "acs-sms"])
        #expect(delivery.voice.preferred == ["twilio-verify", "twilio-voice", "8x8-voice"])
    }

    @Test("routes are read with their spaces and cases")
    func routes() throws {
        let environment = Self.everything.merging([
            "SMS_PROVIDERS": " ACS-sms , twilio-verify,",
            "SMS_PROVIDERS_BY_PREFIX": "+49=8x8-sms,acs-sms; +1 = twilio-verify;",
            "VOICE_PROVIDERS": "8x8-voice", "ALLOWED_PREFIXES": "+1,+49", "BLOCKED_PREFIXES": "+1900",
            "DAILY_CAP_BY_PREFIX": "+1=5000,+44=0", "SENDS_PER_NUMBER": "3/900", "SENDS_PER_USER": "10/3600",
        ]) { $1 }
        let delivery = try SettingsFixture.load(environment).delivery
        #expect(delivery.sms.preferred == ["acs-sms", "twilio-verify"])
        let byPrefix = delivery.sms.byPrefix
        #expect(
            Dictionary(uniqueKeysWithValues: byPrefix.map { ($0.key.text, $0.value) }) == [
                "+49": ["8x8-sms", "acs-sms"], "+1": ["twilio-verify"],
            ])
        #expect(delivery.voice.preferred == ["8x8-voice"])
        #expect(delivery.policy.allowedPrefixes?.map(\.text) == ["+1", "+49"])
        #expect(delivery.policy.blockedPrefixes.map(\.text) == ["+1900"])
        #expect(
            Dictionary(uniqueKeysWithValues: delivery.policy.dailyCaps.map { ($0.key.text, $0.value) }) == [
                "+1": 5000, "+44": 0,
            ])
        #expect(delivery.policy.sendsPerNumber == SendLimit(count: 3, seconds: 900))
        #expect(delivery.policy.sendsPerUser == SendLimit(count: 10, seconds: 3600))
        let eightByEight: EightByEightDelivery? = delivery.part()
        #expect(eightByEight?.sender == .name("ACME"))
        #expect(eightByEight?.voiceFrom?.e164 == "+6561234567")
        #expect(eightByEight?.smsURL == "https://sms.8x8.com")
    }

    @Test("every way in of the hooks is read")
    func hooks() throws {
        let hooks = try SettingsFixture.load([
            "HOOK_AUTH_HEADER": "X-Secret", "HOOK_AUTH_SECRET": "one", "HOOK_AUTH_SECRET_SECONDARY": "two",
            "OKTA_USER": "okta",
            "OKTA_BASIC_SECRET": "three", "HOOK_OAUTH_ISSUER": "https://acme.okta.com/oauth2/default/",
            "HOOK_OAUTH_AUDIENCE": "api://default", "ON_BLOCKED": "fail",
        ]).hooks
        #expect(hooks.headerName == "X-Secret")
        #expect(hooks.headerSecrets.map(\.revealed) == ["one", "two"])
        #expect(hooks.basic?.user == "okta")
        #expect(hooks.basic?.secret.revealed == "three")
        #expect(hooks.oauth?.issuer == "https://acme.okta.com/oauth2/default")
        #expect(hooks.oauth?.audience == "api://default")
        #expect(hooks.oauth?.scope == nil)
        #expect(hooks.onBlocked == .fail)
    }

    @Test("the workflow wins over the number, and a warning says so")
    func agents() {
        let found = SettingsFixture.inspect([
            "AGENT_DIAL": "sip:a@b.example", "AGENT_WORKFLOW_SID": "WW0123456789abcdef0123456789abcdef",
        ])
        #expect(found.settings.agent.destination == .workflow(sid: "WW0123456789abcdef0123456789abcdef"))
        #expect(
            found.warnings.map(\.description) == [
                "AGENT_DIAL is not used, since AGENT_WORKFLOW_SID is set; remove one of the two"
            ])
    }

    @Test("a budget that Okta would not wait for draws a warning")
    func budget() {
        #expect(SettingsFixture.inspect(["HOOK_BUDGET_MS": "3000"]).warnings.map(\.setting) == ["HOOK_BUDGET_MS"])
        #expect(SettingsFixture.inspect(["HOOK_BUDGET_MS": "2900"]).warnings.isEmpty)
    }

    @Test("PostgreSQL's URL is kept whole, with its password unseen")
    func postgres() throws {
        let url = "postgres://me:p%40ss@db.example:5433/voicegate?sslmode=verify-full"
        let key = Data(repeating: 1, count: 32).base64EncodedString()
        guard
            case .postgres(let kept) = try SettingsFixture.load(["DATABASE_URL": url, "DATA_KEY": key]).storage.database
        else {
            Issue.record("another database")
            return
        }
        #expect(kept.revealed == url)
    }
}
