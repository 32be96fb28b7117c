import CallFlow
import Clocks
import Foundation
import Store
import Synchronization
import Testing

@testable import Web

@Suite("Callers who try too much, and instances that die on them")
struct VoiceAbuseTests {
    @Test("Calls that guess at the same time get no more tries than one after the other")
    func parallelGuesses() async throws {
        let challenger = FakeChallenger(delay: .milliseconds(50))
        let house = try await House(.found(.only(.sms)), challenger: challenger, lockoutFailures: 3)
        try await house.test { line in
            var lines: [(Line, Line.Answer)] = []
            for call in 0..<8 {
                let line = self.line(line, call)
                lines.append((line, try await line.press("1", at: try await line.welcome())))
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (line, code) in lines { group.addTask { _ = try await line.press("000000", at: code) } }
                try await group.waitForAll()
            }
        }
        #expect(challenger.seen.codesChecked.count == 3)
    }

    @Test("Who hangs up on pushes is locked out like one who rejects them")
    func hungUpPushes() async throws {
        let house = try await House(.found(.only(.push)), lockoutFailures: 3)
        try await house.test { line in
            for call in 0..<5 {
                let line = self.line(line, call)
                _ = try await line.press("1", at: try await line.welcome())
                _ = try await line.post("/ivr/status", [("CallStatus", "completed")])
            }
        }
        #expect(house.challenger.seen.pushesSent == 3)
        #expect(house.journal.occurrences.filter { $0 == .lockedOut }.count == 2)
    }

    @Test("A push that Okta did not send counts for nothing", arguments: [PushSendOutcome.unavailable, .limited])
    func unsentPushes(outcome: PushSendOutcome) async throws {
        let challenger = FakeChallenger()
        challenger.refusePushes(outcome)
        let house = try await House(.found(.only(.push)), challenger: challenger, lockoutFailures: 2)
        try await house.test { line in
            for call in 0..<4 {
                let line = self.line(line, call)
                _ = try await line.press("1", at: try await line.welcome())
            }
        }
        #expect(challenger.seen.pushesSent == 4)
        #expect(await house.memory.failures(of: UserID("00u1"), since: .distantPast) == 0)
    }

    @Test("Who takes a text in a push's place is not locked out by that push, nor texted once they are")
    func textInstead() async throws {
        let house = try await House(.found(.everything), lockoutFailures: 1)
        try await house.test { line in
            let push = try await line.press("1", at: try await line.welcome())
            let code = try await line.press("1", at: push)
            let account = try await line.press("123456", at: code)
            #expect(!account.body.contains("<Dial"))
        }
        #expect(house.journal.occurrences == [.callerVerified])

        let locked = try await House(.found(.everything), pollInterval: 0.02, lockoutFailures: 1)
        try await locked.test { line in
            _ = try await line.press("1", at: try await line.welcome())
            locked.challenger.answerPush(.rejected)
            try await eventually { !locked.live.redirects.isEmpty }
            let agent = try await line.press("2", at: try await line.post("/ivr/resume"))
            #expect(agent.body.contains("<Dial"))
        }
        #expect(locked.challenger.seen.codesSent == 0)
    }

    @Test("An approved push is forgiven, with the ones before it")
    func approved() async throws {
        let house = try await House(.found(.only(.push)), pollInterval: 0.02, lockoutFailures: 3)
        try await house.test { line in
            let first = self.line(line, 1)
            _ = try await first.press("1", at: try await first.welcome())
            _ = try await first.post("/ivr/status", [("CallStatus", "completed")])
            #expect(await house.memory.failures(of: UserID("00u1"), since: .distantPast) == 1)
            house.challenger.answerPush(.approved)
            _ = try await line.press("1", at: try await line.welcome())
            try await eventually { await house.memory.failures(of: UserID("00u1"), since: .distantPast) == 0 }
        }
    }

    @Test(
        "After an apology's transfer that nobody took the caller may try again",
        arguments: [("busy", true), ("no-answer", true), ("failed", true), ("completed", false)])
    func over(status: String, offersAnother: Bool) async throws {
        let house = try await House()
        try await house.test { line in
            let answer = try await line.post("/ivr/over", [("DialCallStatus", status)])
            #expect(answer.body.contains("<Gather") == offersAnother)
            #expect(answer.body.contains("<Hangup") != offersAnother)
        }
    }

    @Test("A step whose owner dies while another request waits for it is taken over")
    func takenOverWhileWaiting() async throws {
        let house = try await House(.found(.only(.sms)))
        try await house.test { line in
            let menu = try await line.welcome()
            let id = try #require(CallID(line.sid))
            let now = Date()
            #expect(await house.memory.claim(id, version: 1, owner: "dead", now: now, until: now + 0.7))
            let code = try await line.press("1", at: menu)
            #expect(code.body.contains("numDigits=\"6\""))
            #expect(Date() >= now + 0.7)
        }
        #expect(house.challenger.seen.codesSent == 1)
    }

    @Test("A claim is prolonged while the work goes on, and not after it")
    func prolonged() async throws {
        let store = CountedClaims()
        let id = try #require(CallID("CA00000000000000000000000000000001"))
        let state = CallMachine(policy: CallPolicy()).begin(
            id, lookup: .unknown(.withheld), attestation: .none, language: "en-US", at: Date()
        ).state
        let stored = StoredCall(state: state, version: 1, answer: RecordedAnswer(fingerprint: "f", body: "b"))
        let claim = try #require(
            try await StepClaim.take(of: stored, in: store, instance: "one", timing: .real))
        try await eventually { store.claims.count >= 2 }
        claim.end()
        let claims = store.claims
        #expect(Set(claims.map(\.owner)).count == 1)
        #expect(claims.allSatisfy { $0.seconds <= 4 })
    }

    @Test("Nobody hears that their push was not answered before Okta was asked once more")
    func askedAtTheEnd() async throws {
        let clock = Changeable(Date(timeIntervalSince1970: 1_780_000_000))
        var timing = Timing.real
        timing.date = { clock.value }
        let house = try await House(.found(.only(.push)), timing: timing)
        try await house.test { line in
            let id = try #require(CallID(line.sid))
            _ = await house.memory.acquire(id, owner: "dead", now: clock.value, until: clock.value + 60)
            let push = try await line.press("1", at: try await line.welcome())
            house.challenger.answerPush(.approved)
            try await eventually { await !house.driver.watcher.isWatching(id) }
            clock.set(clock.value + 90)
            let account = try await line.post(push.redirect ?? "")
            #expect(!account.body.contains("<Redirect"))
        }
        #expect(house.journal.occurrences == [.callerVerified])
    }

    private func line(_ line: Line, _ call: Int) -> Line {
        var line = line
        line.sid = "CA0000000000000000000000000000010\(call)"
        return line
    }
}

/// Grants every claim and remembers it.
private final class CountedClaims: CallStore {
    struct Claim { let owner: String, seconds: Double }
    private let seen = Mutex<[Claim]>([])
    var claims: [Claim] { seen.withLock { $0 } }

    func load(_ id: CallID) async -> StoredCall? { nil }
    func answer(of id: CallID, at version: Int) async -> RecordedAnswer? { nil }
    func claim(_ id: CallID, version: Int, owner: String, now: Date, until: Date) async -> Bool {
        seen.withLock { $0.append(Claim(owner: owner, seconds: until.timeIntervalSince(now))) }
        return true
    }
    func save(
        _ state: CallState, over version: Int, answer: RecordedAnswer, now: Date, expiresAt: Date
    ) async -> Bool { true }
}
