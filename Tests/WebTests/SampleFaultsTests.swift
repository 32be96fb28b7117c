import CallFlow
import Foundation
import Store
import Testing

@testable import Web

/// What the sample that this service replaces got wrong, each fault a test of its own.
@Suite("Faults of the old sample")
struct SampleFaultsTests {
    @Test("It checked no signature: a forged webhook gets nowhere")
    func noSignature() async throws {
        let house = try await House()
        try await house.test { line in
            let answer = try await line.post("/ivr/welcome", key: "guess")
            #expect(answer.status == 403)
        }
        #expect(house.directory.asked.isEmpty)
    }

    @Test("Its secret stood in the code: ours signs with a key of each installation")
    func hardCodedSecret() async throws {
        let one = try await House()
        let two = try await House()
        #expect(one.signer.keySet != two.signer.keySet)
    }

    @Test("Its account menu could be called without verification")
    func accountWithoutVerification() async throws {
        let house = try await House()
        try await house.test { line in
            let menu = try await line.welcome()
            for path in ["/account_menu", "/ivr/account", "/ivr/step/2", "/ivr/resume"] {
                let answer = try await line.post(path, [("Digits", "1")])
                #expect(answer.status == 404 || !answer.body.contains("200.00"))
            }
            _ = try await line.press("1", at: menu)
            #expect(try await !line.post("/ivr/resume", [("Digits", "1")]).body.contains("200.00"))
        }
        #expect(house.accounts.tokens.isEmpty)
    }

    @Test("It read the code back aloud")
    func codeReadBack() async throws {
        let house = try await House(.found(.only(.sms)))
        try await house.test { line in
            let code = try await line.press("1", at: try await line.welcome())
            for digits in ["918273", "123456"] {
                let answer = try await line.press(digits, at: code)
                #expect(!answer.body.filter(\.isNumber).contains(digits))
            }
        }
    }

    @Test("It greeted by name and number before anybody was verified: known and unknown hear the same")
    func greetedByName() async throws {
        let known = try await House(.found(.everything))
        let unknown = try await House(.unknown(.noMatch))
        let heard = Box<String>()
        try await known.test { line in
            let first = try await line.welcome().body
            #expect(!first.contains("5551230001") && !first.contains("00u1"))
            try await unknown.test { other in await heard.set([first, try await other.welcome().body]) }
        }
        #expect(Set(await heard.values).count == 1)
    }

    @Test("It crashed when the search found nobody", arguments: CallerLookup.UnknownReason.allCases)
    func crashedOnNobody(reason: CallerLookup.UnknownReason) async throws {
        let house = try await House(.unknown(reason))
        try await house.test { line in
            let answer = try await line.press("1", at: try await line.welcome())
            #expect(answer.status == 200)
            #expect(answer.body.contains("<Dial"))
        }
    }

    /// The push is never answered here: whatever waited for it would wait for ever.
    @Test("It held the webhook open while it polled the push", .timeLimit(.minutes(1)))
    func heldOpen() async throws {
        let house = try await House(.found(.only(.push)))
        try await house.test { line in
            let push = try await line.press("1", at: try await line.welcome())
            let waiting = try await line.post(push.redirect ?? "")
            #expect(waiting.body.contains("<Redirect"))
        }
        #expect(house.challenger.seen.polls == 0)
    }

    @Test("It took a rejection for silence")
    func rejectionAsSilence() async throws {
        let rejected = try await House(.found(.only(.push)))
        let silent = try await House(.found(.only(.push)))
        rejected.challenger.answerPush(.rejected)
        silent.challenger.answerPush(.timedOut)
        var words: [String] = []
        for house in [rejected, silent] {
            let box = Box<String>()
            try await house.test { line in
                let push = try await line.press("1", at: try await line.welcome())
                let id = try #require(CallID(line.sid))
                try await eventually { await house.memory.isHeld(id, now: Date()) }
                await house.driver.watcher.stop(id)
                try await eventually { await !house.memory.isHeld(id, now: Date()) }
                await box.set([try await line.post(push.redirect ?? "").body])
            }
            words += await box.values
        }
        #expect(Set(words).count == 2)
        #expect(rejected.journal.occurrences.contains(.pushRejected))
    }

    @Test("A wrong code sent another text")
    func wrongCodeResends() async throws {
        let house = try await House(.found(.only(.sms)))
        try await house.test { line in
            let code = try await line.press("1", at: try await line.welcome())
            let again = try await line.press("000000", at: code)
            _ = try await line.press("", at: again)
        }
        #expect(house.challenger.seen.codesSent == 1)
        #expect(house.challenger.seen.codesChecked == ["000000"])
    }
}
