import CallFlow
import Foundation
import JWTKit
import Testing

@testable import Web

@Suite("Hand-off to an agent")
struct HandoffTests {
    struct Claims: JWTPayload {
        let iss, sub, aud, jti, call_sid, phone_attestation: String
        let amr: [String]
        let iat, exp: Int
        func verify(using algorithm: some JWTAlgorithm) async throws {}
    }

    private func claims(_ token: String, _ house: House) async throws -> Claims {
        let keys = JWTKeyCollection()
        try await keys.add(jwksJSON: house.signer.keySet)
        return try await keys.verify(token, as: Claims.self)
    }

    @Test("A verified caller brings a token on SIP that the published keys verify")
    func sip() async throws {
        let house = try await House(.found(.only(.sms)))
        try await house.test { line in
            var line = line
            line.sid = "CA0000000000000000000000000000000a"
            let code = try await line.press(
                "1", at: try await line.welcome([("StirVerstat", "TN-Validation-Passed-A")]))
            let account = try await line.press("123456", at: code)
            let agent = try await line.press("2", at: account)
            let match = try #require(
                agent.body.firstMatch(of: #/<Sip[^>]*>sip:agents@example.com\?X-Voicegate-Token=([^<&]+)</Sip>/#))
            let claims = try await claims(String(match.output.1), house)
            #expect(claims.iss == House.publicURL)
            #expect(claims.aud == "agent")
            #expect(claims.sub == "00u1")
            #expect(claims.amr == ["sms"])
            #expect(claims.call_sid == line.sid)
            #expect(claims.phone_attestation == "A")
            #expect(claims.exp - claims.iat == 300)
            #expect(!claims.jti.isEmpty)
            // Headers of an INVITE that Twilio passes on are limited to 1024 characters.
            #expect(match.output.1.count < 900)
        }
    }

    @Test("TaskRouter gets the token as an attribute, with the department")
    func taskRouter() async throws {
        let house = try await House(.found(.only(.sms)), agent: .workflow("WW" + String(repeating: "1", count: 32)))
        try await house.test { line in
            let agent = try await line.press("2", at: try await line.verified())
            #expect(agent.body.contains("<Enqueue"))
            #expect(agent.body.contains("voicegate_token"))
            var other = line
            other.sid = "CA00000000000000000000000000000009"
            let departments = try await other.press("2", at: try await other.welcome())
            let sales = try await other.press("1", at: departments)
            #expect(sales.body.contains("sales"))
            #expect(!sales.body.contains("voicegate_token"))
        }
    }

    @Test("An agent who does not answer leads back, one who did to a goodbye")
    func outcome() async throws {
        let house = try await House(.found(.only(.sms)))
        try await house.test { line in
            let agent = try await line.press("2", at: try await line.verified())
            let back = try await line.post(agent.action ?? "", [("DialCallStatus", "busy")])
            #expect(back.body.contains("<Gather"))
            let again = try await line.press("2", at: back)
            let end = try await line.post(again.action ?? "", [("DialCallStatus", "completed")])
            #expect(end.body.contains("<Hangup"))
        }
    }

    @Test("The same key has the same id everywhere")
    func stableKeyID() async throws {
        let key = JWTHandoffSigner.makeKey()
        let one = try await JWTHandoffSigner(privateKeyPEM: key, issuer: "a", audience: "b")
        let two = try await JWTHandoffSigner(privateKeyPEM: key, issuer: "c", audience: "d")
        #expect(one.keySet == two.keySet)
        #expect(!one.keySet.contains("\"d\""))
    }
}
