import HTTPTransport
import OktaAPI
import Testing
import TwilioAPI

@testable import App

@Suite("check --online, in plain words")
struct UpstreamWordsTests {
    private func okta(_ status: Int, _ body: String, headers: [(String, String)] = []) async throws -> CheckResult {
        let transport = ScriptedTransport { _ in
            OutboundResponse(status: status, headers: OutboundHeaders(headers), body: Array(body.utf8))
        }
        return try #require(
            await VoicegateCheck.okta(try SettingsFixture.load(OktaSetupTests.settings), transport).first)
    }

    @Test(
        "Each trouble with Okta is told with its mend, and without our own words for it",
        arguments: [
            (401, #"{"errorCode":"E0000011"}"#, "Okta does not accept the token (E0000011, HTTP 401); make a new one"),
            (429, #"{"errorCode":"E0000047"}"#, "Okta has had too many requests (E0000047, HTTP 429); wait"),
            (503, "", "Okta has trouble of its own (HTTP 503); try again later"),
            (200, "<html>", "what answers is not Okta (HTTP 200); is OKTA_ORG_URL"),
        ])
    func okta(_ status: Int, _ body: String, _ words: String) async throws {
        let result = try await okta(status, body)
        #expect(result.status == .fail)
        #expect(result.message.hasPrefix(words), "\(result.line)")
        #expect(
            !OktaError.Code.allCases.contains {
                result.message.contains($0.rawValue) && $0.rawValue.contains { $0.isUppercase }
            })
    }

    @Test(
        "Each trouble with Twilio is told with its mend",
        arguments: [
            (
                401, #"{"code":20003}"#,
                "Twilio does not accept the credentials (error 20003, HTTP 401); check TWILIO_ACCOUNT_SID"
            ),
            (200, "<html>", "what answers is not Twilio (HTTP 200); is TWILIO_API_URL right?"),
            (404, #"{"code":20404}"#, "Twilio knows no such account (error 20404, HTTP 404); check TWILIO_ACCOUNT_SID"),
        ])
    func twilio(_ status: Int, _ body: String, _ words: String) async throws {
        let transport = ScriptedTransport { _ in .json(body, status: status) }
        let settings = try SettingsFixture.load(SettingsFixture.essentials, for: .serve)
        let result = try #require(await VoicegateCheck.twilio(settings, transport).first)
        #expect(result.status == .fail)
        #expect(result.message.hasPrefix(words), "\(result.line)")
    }

    @Test("A Twilio that cannot be reached is told with its mend")
    func unreachable() async throws {
        let transport = ScriptedTransport { _ throws(TransportError) in throw TransportError(.connect, "down") }
        let settings = try SettingsFixture.load(SettingsFixture.essentials, for: .serve)
        let result = try #require(await VoicegateCheck.twilio(settings, transport).first)
        #expect(result.message == "Twilio cannot be reached; is TWILIO_API_URL right, and reachable from here?")
    }
}
