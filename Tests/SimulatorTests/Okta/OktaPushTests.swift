import HTTPTypes
import Testing

@testable import Simulator

@Suite("Okta's pushes wait for a tap")
struct OktaPushTests {
    static let wanted = "{\"useNumberMatchingChallenge\":true}"

    @Test("A plain push waits until the handset says yes or no", arguments: [true, false])
    func plainPush(isApproved: Bool) async throws {
        let org = TestOrg()
        let sent = try await org.send(.post, TestOrg.push, body: "")
        #expect(sent.status == 201)
        #expect(sent.result == "WAITING")
        #expect(sent.json["expiresAt"] == "2026-01-01T00:05:00.000Z")
        #expect(sent.json["_embedded"] == nil)
        let poll = try sent.link("poll")
        #expect(poll.contains("/transactions/v2mst."))
        #expect(try await org.send(.get, poll).result == "WAITING")
        let handset = org.handset(TestOrg.ben)
        #expect(try await handset.waitForPush(timeout: .zero).client == "Voicegate/1 (Linux)")
        if isApproved { try await handset.approve() } else { try await handset.reject() }
        let settled = try await org.send(.get, poll)
        #expect(settled.result == (isApproved ? "SUCCESS" : "REJECTED"))
        if isApproved { #expect(settled.text == "{\"factorResult\":\"SUCCESS\"}") }
    }

    @Test(
        "A number challenge is in the answer and in the polls, and only its number approves", arguments: [true, false])
    func numberChallenge(isRight: Bool) async throws {
        let org = TestOrg()
        let sent = try await org.send(.post, TestOrg.push, body: Self.wanted)
        let answer = try #require(sent.json["_embedded"]?["challenge"]?["correctAnswer"]?.integer)
        #expect((10...99).contains(answer))
        let poll = try await org.send(.get, try sent.link("poll"))
        #expect(poll.json["_embedded"]?["challenge"]?["correctAnswer"] == .integer(answer))
        let handset = org.handset(TestOrg.ben)
        let numbers = try await handset.waitForPush(timeout: .zero).numbers
        #expect(Set(numbers).count == 3)
        await #expect(throws: ScriptError.self) { try await handset.approve() }
        await #expect(throws: ScriptError.self) { try await handset.tap(100) }
        try await handset.tap(isRight ? answer : try #require(numbers.first { $0 != answer }))
        #expect(try await org.send(.get, try sent.link("poll")).result == (isRight ? "SUCCESS" : "REJECTED"))
    }

    @Test("An org without the feature refuses a number challenge and still takes a plain push")
    func refusesChallenge() async throws {
        let org = TestOrg(OktaOrgSettings(numberChallenge: .refused))
        let refused = try await org.send(.post, TestOrg.push, body: Self.wanted)
        #expect(refused.status == 400)
        #expect(refused.code == "E0000001")
        #expect(try await org.send(.post, TestOrg.push, body: "{}").status == 201)
    }

    @Test("An org that imposes the challenge shows the number only in later polls, where /authn has it")
    func imposesChallenge() async throws {
        let org = TestOrg(OktaOrgSettings(numberChallenge: .imposed(afterPolls: 2)))
        let sent = try await org.send(.post, TestOrg.push, body: "{}")
        #expect(sent.json["_embedded"] == nil)
        let poll = try sent.link("poll")
        let numbers = try await [1, 2, 3].asyncMap { _ in
            try await org.send(.get, poll).json["_embedded"]?["factor"]?["_embedded"]?["challenge"]?["correctAnswer"]?
                .integer
        }
        #expect(numbers[0] == nil)
        #expect(numbers[1] == nil)
        try await org.handset(TestOrg.ben).tap(try #require(numbers[2]))
        #expect(try await org.send(.get, poll).result == "SUCCESS")
    }

    @Test("A push that nobody answers times out")
    func timesOut() async throws {
        let org = TestOrg()
        let poll = try await org.send(.post, TestOrg.push, body: "{}").link("poll")
        org.clock.advance(by: .seconds(300))
        #expect(try await org.send(.get, poll).result == "TIMEOUT")
        await #expect(throws: ScriptError.self) { try await org.handset(TestOrg.ben).approve() }
    }

    @Test("A cancelled push disappears from the handset")
    func cancels() async throws {
        let org = TestOrg()
        let sent = try await org.send(.post, TestOrg.push, body: "{}")
        #expect(try await org.send(.delete, try sent.link("cancel")).status == 204)
        #expect(try await org.send(.get, try sent.link("poll")).result == "CANCELLED")
        #expect(await org.handset(TestOrg.ben).pushPrompts.map(\.state) == [.cancelled])
    }

    @Test("A push needs a User-Agent")
    func needsUserAgent() async throws {
        let answer = try await TestOrg().send(.post, TestOrg.push, body: "{}", headers: ["User-Agent": nil])
        #expect(answer.status == 400)
        #expect(answer.code == "E0000001")
    }

    @Test("A transaction belongs to its user and its factor")
    func guardsTransactions() async throws {
        let org = TestOrg()
        let poll = try await org.send(.post, TestOrg.push, body: "{}").link("poll")
        for other in [
            poll.replacing(TestOrg.ben, with: TestOrg.ada), poll.replacing("opfsim", with: "opfxim"), poll + "x",
        ] {
            #expect(try await org.send(.get, other).status == 404)
        }
    }
}
