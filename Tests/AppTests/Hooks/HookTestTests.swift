import Delivery
import Foundation
import PhoneNumbers
import Testing
import Web

@testable import App

@Suite("voicegate hook test")
struct HookTestTests {
    private func verdict(_ body: String, status: Int = 200, after elapsed: Duration = .milliseconds(90))
        -> HookTestVerdict
    {
        HookTestVerdict(status: status, body: Array(body.utf8), elapsed: elapsed)
    }

    private func answer(_ status: String, provider: String = "twilio-sms") -> String {
        #"{"commands":[{"type":"com.okta.telephony.action","value":[{"status":"\#(status)","provider":"\#(provider)"}]}]}"#
    }

    @Test("takes what Okta takes for sent", arguments: ["SUCCESSFUL", "PENDING"])
    func good(status: String) {
        #expect(verdict(answer(status)).isGood)
        #expect(verdict(answer(status)).words.contains("twilio-sms"))
        #expect(!verdict(answer(status), after: .seconds(3)).isGood)
        #expect(!verdict(answer(status), status: 202).isGood)
    }

    @Test("says when policy sent nothing")
    func suppressed() {
        let verdict = verdict(answer("SUCCESSFUL", provider: "none"))
        #expect(verdict.isGood && verdict.words.contains("policy"))
    }

    @Test("takes nothing else")
    func bad() {
        let bodies = [
            answer("FAILED"), answer("SUCCESS"), answer("successful"), "", "{}", #"{"commands":[]}"#,
            #"{"error":{"errorSummary":"no"}}"#,
            #"{"commands":[{"type":"com.okta.telephony.action","value":{"status":"SUCCESSFUL"}}]}"#,
            #"{"commands":[{"type":"other","value":[{"status":"SUCCESSFUL"}]}]}"#,
            #"{"commands":[{"type":"com.okta.telephony.action","value":[{"status":"SUCCESSFUL","provider":7}]}]}"#,
        ]
        for body in bodies { #expect(!verdict(body).isGood, "\(body)") }
        for status in [401, 404, 500] { #expect(!verdict("", status: status).isGood) }
    }

    @Test("writes a request that the hook reads", arguments: HookTest.Channel.allCases)
    func body(channel: HookTest.Channel) throws {
        let sample = try HookTest.Sample(
            to: "+15551230001", by: channel, code: "012345", locale: "DE-DE", defaultRegion: "US")
        let read = try TelephonyHookRequest(HookTest.body(sample), defaultRegion: nil)
        #expect(read.code.revealed == "012345" && read.phoneNumber.e164 == "+15551230001" && read.locale == "de-DE")
        #expect(read.channel == (channel == .sms ? .sms : .voice))
        let left = try #require(read.expiresAt).timeIntervalSinceNow
        #expect(left > 200 && left <= 300)
        #expect(sample.maskedNumber != "+15551230001")
    }

    @Test("knows where the service is and what it wants")
    func target() throws {
        func make(_ environment: [String: String], url: String? = nil, bearer: String? = nil) throws -> HookTest {
            try HookTest(try SettingsFixture.load(environment), url: url, bearer: bearer)
        }
        #expect(try make(["HOOK_AUTH_SECRET": "x"]).url == "http://127.0.0.1:8080")
        #expect(try make(["HOOK_AUTH_SECRET": "x", "HOST": "::1", "PORT": "9"]).url == "http://[::1]:9")
        #expect(try make(["HOOK_AUTH_SECRET": "x", "PUBLIC_URL": "https://a.example"]).url == "https://a.example")
        #expect(try make(["HOOK_AUTH_SECRET": "x"], url: "https://b.example/").url == "https://b.example")
        #expect(try make(["OKTA_USER": "u", "OKTA_BASIC_SECRET": "hidden"]).credential.contains("OKTA_USER"))
        #expect(try make([:], bearer: "t").credential.contains("bearer"))
        let oauth = ["HOOK_OAUTH_ISSUER": "https://i.example", "HOOK_OAUTH_AUDIENCE": "a"]
        for (environment, url, isUsage) in [
            ([:], nil, false), (oauth, nil, true), (["HOOK_AUTH_SECRET": "x", "PORT": "0"], nil, true),
            (["HOOK_AUTH_SECRET": "x"], "http://evil.example", true),
        ] as [([String: String], String?, Bool)] {
            #expect { try make(environment, url: url) } throws: { ($0 as? HookTestError)?.isUsage == isUsage }
        }
    }

    @Test(
        "refuses numbers and codes that are none",
        arguments: [("123", nil), ("+15551230001", "a b"), ("+15551230001", "")])
    func arguments(number: String, code: String?) {
        #expect(throws: HookTestError.self) {
            try HookTest.Sample(to: number, by: .sms, code: code, locale: "en", defaultRegion: "US")
        }
    }
}
