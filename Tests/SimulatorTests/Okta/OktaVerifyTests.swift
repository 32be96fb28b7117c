import Foundation
import HTTPTypes
import Testing

@testable import Simulator

@Suite("Okta's codes are sent, checked and used up as the real ones are")
struct OktaVerifyTests {
    @Test("A code is sent to the handset and verifies once", arguments: ["", "{}", "{\"passCode\":\"\"}"])
    func verifiesCode(body: String) async throws {
        let org = TestOrg()
        let sent = try await org.send(.post, TestOrg.sms, body: body)
        #expect(sent.status == 200)
        #expect(sent.result == "CHALLENGE")
        #expect(sent.json["profile"]?["phoneNumber"] == "+15550100001")
        #expect(try sent.link("verify") == TestOrg.sms)
        let code = try await org.handset(TestOrg.ada).waitForCode(timeout: .zero)
        #expect(code.wholeMatch(of: /[0-9]{6}/) != nil)
        #expect(await org.handset(TestOrg.ada).messages.map(\.to) == ["+15550100001"])
        let verified = try await org.send(.post, TestOrg.sms, body: "{\"passCode\":\"\(code)\"}")
        #expect(verified.text == "{\"factorResult\":\"SUCCESS\"}")
        let again = try await org.send(.post, TestOrg.sms, body: "{\"passCode\":\"\(code)\"}")
        #expect(again.code == "E0000068")
    }

    @Test("A wrong code is refused and leaves the right one valid")
    func refusesWrongCode() async throws {
        let org = TestOrg()
        _ = try await org.send(.post, TestOrg.sms, body: "{}")
        let code = try await org.handset(TestOrg.ada).waitForCode(timeout: .zero)
        let wrong = try await org.send(
            .post, TestOrg.sms, body: "{\"passCode\":\"\(code == "000000" ? "1" : "000000")\"}")
        #expect(wrong.status == 403)
        #expect(wrong.code == "E0000068")
        #expect(
            wrong.json["errorCauses"]?.array?.first?["errorSummary"]
                == "Your passcode doesn't match our records. Please try again.")
        #expect(try await org.send(.post, TestOrg.sms, body: "{\"passCode\":\"\(code)\"}").status == 200)
    }

    @Test("Another message within 30 seconds is refused; a later one makes the earlier code invalid")
    func limitsMessages() async throws {
        let org = TestOrg()
        _ = try await org.send(.post, TestOrg.sms, body: "{}")
        let first = try await org.handset(TestOrg.ada).waitForCode(timeout: .zero)
        org.clock.advance(by: .seconds(29))
        let early = try await org.send(.post, TestOrg.sms, body: "{}")
        #expect(early.status == 429)
        #expect(early.code == "E0000109")
        org.clock.advance(by: .seconds(1))
        #expect(try await org.send(.post, TestOrg.sms, body: "{}").status == 200)
        #expect(try await org.send(.post, TestOrg.sms, body: "{\"passCode\":\"\(first)\"}").code == "E0000068")
    }

    @Test("A code expires after five minutes")
    func expiresCode() async throws {
        let org = TestOrg()
        _ = try await org.send(.post, TestOrg.sms, body: "{}")
        let code = try await org.handset(TestOrg.ada).waitForCode(timeout: .zero)
        org.clock.advance(by: .seconds(300))
        #expect(try await org.send(.post, TestOrg.sms, body: "{\"passCode\":\"\(code)\"}").code == "E0000068")
    }

    @Test(
        "Who may not sign in is told by Okta's codes",
        arguments: [
            ("SUSPENDED", 423, "E0000155"), ("STAGED", 423, "E0000155"), ("LOCKED_OUT", 403, "E0000069"),
            ("DEPROVISIONED", 410, "E0000156"), ("PASSWORD_EXPIRED", 403, "E0000038"),
        ])
    func refusesUsers(status: String, code: Int, error: String) async throws {
        var user = [SimulatedUser].sampleDirectory[0]
        user.status = status
        let answer = try await TestOrg(users: [user]).send(.post, TestOrg.sms, body: "{}")
        #expect(answer.status == code)
        #expect(answer.code == error)
    }

    @Test("A factor that is not active cannot be used, one that is not there is not found")
    func refusesFactors() async throws {
        let org = TestOrg()
        let pending = try await org.send(
            .post, "/api/v1/users/00usim00000000000004/factors/smssim00000000000004/verify", body: "{}")
        #expect(pending.status == 423)
        #expect(pending.code == "E0000180")
        let missing = try await org.send(.post, "/api/v1/users/\(TestOrg.ada)/factors/smsnone/verify", body: "{}")
        #expect(missing.status == 404)
        #expect(missing.code == "E0000007")
    }

    @Test("Enough wrong codes lock the user out where the org is set up so")
    func locksOut() async throws {
        let org = TestOrg(OktaOrgSettings(lockoutAfter: 3))
        let codes = try await [1, 2, 3, 4].asyncMap { _ in
            try await org.send(.post, TestOrg.sms, body: "{\"passCode\":\"x\"}").code
        }
        #expect(codes == ["E0000068", "E0000068", "E0000069", "E0000069"])
        #expect(try await org.send(.get, "/api/v1/users/\(TestOrg.ada)").json["status"] == "LOCKED_OUT")
    }

    @Test(
        "A time-based code is good one step before and after, and outside of the window is told apart",
        arguments: [
            (0, 200, nil), (29, 200, nil), (-30, 200, nil), (60, 403, "E0000083"), (-90, 403, "E0000083"),
            (3600, 403, "E0000068"),
        ])
    func checksTimeBasedCodes(drift: Int, status: Int, code: String?) async throws {
        let org = TestOrg()
        org.clock.advance(by: .seconds(10_000))
        let step = TOTP.step(at: org.clock.date.addingTimeInterval(Double(drift)))
        let passCode = TOTP.code(secret: Array("simulated-secret-3".utf8), step: step)
        let answer = try await org.send(.post, TestOrg.totp, body: "{\"passCode\":\"\(passCode)\"}")
        #expect(answer.status == status)
        #expect(answer.code == code)
    }

    @Test("The code on the authenticator works once")
    func refusesReplay() async throws {
        let org = TestOrg()
        let passCode = try #require(await org.handset(TestOrg.chloe).authenticatorCode)
        #expect(try await org.send(.post, TestOrg.totp, body: "{\"passCode\":\"\(passCode)\"}").status == 200)
        #expect(try await org.send(.post, TestOrg.totp, body: "{\"passCode\":\"\(passCode)\"}").code == "E0000082")
        #expect(try await org.send(.post, TestOrg.totp, body: "{}").code == "E0000001")
        #expect(try await org.send(.post, TestOrg.totp, body: "{\"passCode\":123456}").code == "E0000003")
    }

    // RFC 6238, appendix B, cut to six digits.
    @Test(
        "The vectors of RFC 6238 come out",
        arguments: [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")])
    func generatesCodes(seconds: Int, code: String) {
        let step = TOTP.step(at: Date(timeIntervalSince1970: Double(seconds)))
        #expect(TOTP.code(secret: Array("12345678901234567890".utf8), step: step) == code)
    }
}

extension Sequence {
    func asyncMap<T>(_ transform: (Element) async throws -> T) async rethrows -> [T] {
        var values: [T] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}
