import CallFlow
import Foundation
import Store
import Testing

@testable import Web

@Suite("A push in a call")
struct PushCallTests {
    @Test("The number is spoken and the wait comes round without a webhook held open")
    func wait() async throws {
        let house = try await House(.found(.only(.push)))
        try await house.test { line in
            let push = try await line.press("1", at: try await line.welcome())
            #expect(push.body.contains("7") && push.body.contains("2"))
            let waiting = try await line.post(push.redirect ?? "")
            #expect(waiting.body.contains("<Redirect"))
            let still = try await line.post(waiting.redirect ?? "")
            #expect(still.body == waiting.body)
        }
        #expect(house.challenger.seen.pushesSent == 1)
    }

    @Test("The background watch moves the live call on when the push is approved")
    func watch() async throws {
        let house = try await House(.found(.only(.push)), pollInterval: 0.02)
        try await house.test { line in
            let push = try await line.press("1", at: try await line.welcome())
            house.challenger.answerPush(.approved)
            try await eventually { !house.live.redirects.isEmpty }
            #expect(house.live.redirects == ["https://ivr.example.com/ivr/resume"])
            let account = try await line.post("/ivr/resume")
            #expect(account.body.contains("<Gather") && !account.body.contains("<Redirect"))
            // The loop under it finds the same when the redirect was lost.
            #expect(try await line.post(push.redirect ?? "").body == account.body)
        }
        #expect(house.journal.occurrences == [.callerVerified])
    }

    @Test("When the instance that watched is gone the call that comes round finds the result")
    func instanceGone() async throws {
        let house = try await House(.found(.only(.push)))
        try await house.test { line in
            let push = try await line.press("1", at: try await line.welcome())
            let id = try #require(CallID(line.sid))
            try await eventually { await house.memory.isHeld(id, now: Date()) }
            await house.driver.watcher.stop(id)
            try await eventually { await house.memory.isHeld(id, now: Date()) == false }
            house.challenger.answerPush(.approved)
            let account = try await line.post(push.redirect ?? "")
            #expect(!account.body.contains("<Redirect"))
        }
        #expect(house.journal.occurrences == [.callerVerified])
    }

    @Test("A number that comes late is spoken by redirecting the call")
    func lateNumber() async throws {
        let challenger = FakeChallenger()
        challenger.setNumber(nil)
        let house = try await House(.found(.only(.push)), challenger: challenger, pollInterval: 0.02)
        try await house.test { line in
            _ = try await line.press("1", at: try await line.welcome())
            challenger.answerPush(.waiting(number: 41))
            try await eventually { !house.live.redirects.isEmpty }
            let push = try await line.post("/ivr/resume")
            #expect(push.body.contains("4") && push.body.contains("<Redirect"))
        }
    }

    @Test("Hanging up takes the push back", arguments: ["completed", "canceled", "failed"])
    func hangUp(status: String) async throws {
        let house = try await House(.found(.only(.push)))
        try await house.test { line in
            _ = try await line.press("1", at: try await line.welcome())
            let answer = try await line.post("/ivr/status", [("CallStatus", status)])
            #expect(answer.status == 200)
            try await eventually { !house.challenger.seen.cancelled.isEmpty }
        }
        #expect(house.challenger.seen.cancelled.count == 1)
    }

    @Test("A caller who is gone when the call is redirected gets the push taken back")
    func goneAtRedirect() async throws {
        let challenger = FakeChallenger()
        challenger.setNumber(nil)
        let house = try await House(
            .found(.only(.push)), challenger: challenger, live: FakeLiveCalls(.notInProgress), pollInterval: 0.02)
        try await house.test { line in
            _ = try await line.press("1", at: try await line.welcome())
            challenger.answerPush(.waiting(number: 41))
            try await eventually { !challenger.seen.cancelled.isEmpty }
        }
    }

    @Test("A rejected push has words of its own and is a security event")
    func rejected() async throws {
        let house = try await House(.found(.everything), pollInterval: 0.02)
        try await house.test { line in
            _ = try await line.press("1", at: try await line.welcome())
            house.challenger.answerPush(.rejected)
            try await eventually { !house.live.redirects.isEmpty }
            let failed = try await line.post("/ivr/resume")
            #expect(failed.body.contains("<Gather"))
            let text = try await line.press("2", at: failed)
            #expect(text.body.contains("numDigits=\"6\""))
        }
        #expect(house.journal.occurrences.contains(.pushRejected))
        #expect(await house.memory.failures(of: UserID("00u1"), since: .distantPast) == 1)
    }
}
