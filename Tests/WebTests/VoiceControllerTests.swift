import CallFlow
import Clocks
import Foundation
import HTTPTypes
import NIOCore
import Store
import Testing

@testable import Web

@Suite("Voice webhooks")
struct VoiceControllerTests {
    @Test("A call is answered with TwiML and a greeting")
    func welcome() async throws {
        let house = try await House()
        try await house.test { line in
            let answer = try await line.welcome()
            #expect(answer.status == 200)
            #expect(answer.type == "text/xml; charset=utf-8")
            #expect(answer.body.contains("<Gather"))
            #expect(answer.body.contains("ACME &amp; Sons"))
        }
        #expect(house.directory.asked == ["+15551230001"])
    }

    @Test("A forged, missing or empty signature gets 403, an empty body, and nothing is asked of Okta")
    func forged() async throws {
        let house = try await House()
        try await house.test { line in
            let forged = try await line.post("/ivr/welcome", key: "another")
            #expect(forged.status == 403)
            #expect(forged.body.isEmpty)
            let body = ByteBuffer(string: "CallSid=CA1&From=%2B15551230001")
            for headers: HTTPFields in [
                [.contentType: "application/x-www-form-urlencoded"],
                [.contentType: "application/x-www-form-urlencoded", .twilioSignature: ""],
            ] {
                let answer = try await line.send("/ivr/welcome", .post, headers, body)
                #expect(answer.status == 403)
                #expect(answer.body.isEmpty)
            }
            for path in ["/ivr/step/1", "/ivr/step/1/again", "/ivr/resume", "/ivr/over", "/ivr/status"] {
                #expect(try await line.post(path, key: "another").status == 403)
            }
        }
        #expect(house.directory.asked.isEmpty)
    }

    @Test("Nothing unsigned gets in behind a fragment")
    func fragment() async throws {
        let house = try await House()
        try await house.test { line in
            let fields = [("CallSid", line.sid), ("From", line.from)]
            let target = "/ivr/welcome?" + Line.encode(fields)
            let headers: HTTPFields = [.twilioSignature: Line.sign(House.publicURL + target, [], key: House.token)]
            let honest = try await line.send(target, .get, headers, ByteBuffer())
            #expect(honest.status == 200)
            let added = try await line.send(target + "#?Digits=1", .get, headers, ByteBuffer())
            #expect(added.status == 403)
        }
    }

    @Test("A number set to GET is served as well")
    func get() async throws {
        let house = try await House()
        try await house.test { line in
            let answer = try await line.get("/ivr/welcome", [])
            #expect(answer.status == 200)
            #expect(answer.body.contains("<Gather"))
        }
        #expect(house.directory.asked == ["+15551230001"])
    }

    @Test("The same webhook again gets the same answer and asks nobody anything")
    func repeated() async throws {
        let house = try await House(.found(.only(.sms)))
        try await house.test { line in
            let first = try await line.welcome()
            #expect(try await line.welcome().body == first.body)
            let code = try await line.press("1", at: first)
            let again = try await line.press("1", at: first)
            #expect(again.body == code.body)
            // Twilio's retry may differ in nothing but carry the token of the first try.
            let account = try await line.post(code.action ?? "", [("Digits", "123456")], token: "T1")
            let retry = try await line.post(code.action ?? "", [("Digits", "123456"), ("Extra", "x")], token: "T1")
            #expect(account.body == retry.body)
        }
        #expect(house.directory.asked.count == 1)
        #expect(house.challenger.seen.codesSent == 1)
        #expect(house.challenger.seen.codesChecked == ["123456"])
    }

    @Test("Two copies of a webhook at once send one text, on one instance or on two")
    func parallel() async throws {
        let challenger = FakeChallenger(delay: .milliseconds(150))
        let memory = MemoryStore()
        let one = try await House(.found(.only(.sms)), challenger: challenger, memory: memory)
        let two = try await House(.found(.only(.sms)), challenger: challenger, memory: memory, instance: "two")
        let answers = try await withThrowingTaskGroup(of: String.self) { group in
            let bodies = Box<String>()
            try await one.test { line in
                let first = try await line.welcome()
                try await two.test { other in
                    async let a = line.press("1", at: first).body
                    async let b = line.press("1", at: first).body
                    async let c = other.press("1", at: first).body
                    async let d = other.press("1", at: first).body
                    await bodies.set(try await [a, b, c, d])
                }
            }
            group.cancelAll()
            return await bodies.values
        }
        #expect(Set(answers).count == 1)
        #expect(challenger.seen.codesSent == 1)
    }

    @Test("A right code leads to the account menu, whose balance comes from the account API")
    func codeToBalance() async throws {
        let house = try await House(.found(.only(.sms)))
        try await house.test { line in
            let menu = try await line.welcome()
            let code = try await line.press("1", at: menu)
            let wrong = try await line.press("000000", at: code)
            let account = try await line.press("123456", at: wrong)
            #expect(!account.body.contains("200.00"))
            let balance = try await line.press("1", at: account)
            #expect(balance.body.contains("$200.00"))
            #expect(!code.body.contains("123456") && !account.body.contains("123456"))
        }
        #expect(house.accounts.tokens.count == 1)
        #expect(house.journal.occurrences == [.codeWrong, .callerVerified, .balanceRead])
    }

    @Test("An account API that fails is said, and the caller stays in the menu")
    func accountsFail() async throws {
        let house = try await House(.found(.only(.sms)), accounts: nil)
        try await house.test { line in
            let account = try await line.verified()
            let answer = try await line.press("1", at: account)
            #expect(answer.body.contains("<Gather"))
            #expect(answer.action != nil)
        }
    }

    @Test("No URL in any order reaches the account without verification")
    func anyOrder() async throws {
        let house = try await House()
        try await house.test { line in
            _ = try await line.welcome()
            for path in [
                "/ivr/step/0", "/ivr/step/1", "/ivr/step/2", "/ivr/step/99", "/ivr/step/x", "/ivr/step/-1",
                "/ivr/resume", "/ivr/step/1/again", "/ivr/step/3/again", "/ivr/over",
            ] {
                for digits in ["1", "2", "", "*"] {
                    let answer = try await line.post(path, [("Digits", digits)])
                    #expect(answer.status == 200)
                    #expect(!answer.body.contains("200.00") && !answer.body.contains("X-Voicegate-Token"))
                }
            }
        }
        #expect(house.accounts.tokens.isEmpty)
        #expect(!house.journal.occurrences.contains(.callerVerified))
    }

    @Test("Another call's verification is of no use")
    func otherCall() async throws {
        let house = try await House(.found(.only(.sms)))
        try await house.test { line in
            let account = try await line.verified()
            var thief = line
            thief.sid = "CA00000000000000000000000000000002"
            let answer = try await thief.post(account.action ?? "", [("Digits", "1")])
            #expect(!answer.body.contains("200.00"))
        }
    }

    @Test(
        "Whoever is no number is unknown and nothing is searched",
        arguments: [
            "", "anonymous", "unknown", "+266696687", "client:bob", "\" or status pr", "sip:x@y", "+1' or '1'='1",
            String(repeating: "9", count: 5000),
        ])
    func hostileFrom(from: String) async throws {
        let house = try await House()
        try await house.test { line in
            var line = line
            line.from = from
            let menu = try await line.welcome()
            #expect(menu.status == 200)
            let agent = try await line.press("1", at: menu)
            #expect(agent.body.contains("<Dial"))
            #expect(!agent.body.contains("X-Voicegate-Token"))
        }
        #expect(house.directory.asked.isEmpty)
    }

    @Test(
        "Who has no number to show gets ours on the way to the agent's telephone",
        arguments: [
            ("client:bob", nil), ("anonymous", "+15555550000"), ("+266696687", nil), ("sip:x@y", "+15555550000"),
        ])
    func callerID(from: String, own: String?) async throws {
        let house = try await House(agent: .number("+15555550900"), ownNumber: own)
        try await house.test { line in
            var line = line
            line.from = from
            let agent = try await line.post(try await line.welcome().action ?? "", [("Digits", "0")])
            #expect(agent.body.contains("<Dial callerId=\"\(own ?? "+15550000000")\" "))
            line.from = "+15555550123"
            line.sid = "CA00000000000000000000000000000009"
            let other = try await line.post(try await line.welcome().action ?? "", [("Digits", "0")])
            #expect(other.body.contains("<Dial answerOnBridge"))
        }
    }

    @Test(
        "Odd input gets a decided answer",
        arguments: [
            [("Digits", "abc")], [("SpeechResult", String(repeating: "blah ", count: 2000))],
            [("Digits", "1"), ("Digits", "2")],
            [("Digits", "%00")], [("SpeechResult", "<Hangup/>")], [("Digits", "١")], [("Confidence", "NaN")],
        ])
    func oddInput(fields: [(String, String)]) async throws {
        let house = try await House()
        try await house.test { line in
            let menu = try await line.welcome()
            let all = [("CallSid", line.sid), ("From", line.from)] + fields
            var headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
            let unique = Dictionary(grouping: all, by: \.0).flatMap { name, pairs in
                Set(pairs.map(\.1)).sorted().map { (name, $0) }
            }
            headers[.twilioSignature] = Line.sign(
                House.publicURL + (menu.action ?? ""), unique.sorted { ($0.0, $0.1) < ($1.0, $1.1) }, key: House.token)
            let answer = try await line.send(menu.action ?? "", .post, headers, ByteBuffer(string: Line.encode(all)))
            #expect(answer.status == 200)
            #expect(answer.body.contains("<Response>"))
        }
    }

    @Test("A body over the limit is refused, a signed request without a call gets the apology")
    func limits() async throws {
        let house = try await House()
        try await house.test { line in
            let huge = try await line.post("/ivr/welcome", [("X", String(repeating: "x", count: 70_000))])
            #expect(huge.status == 403)
            #expect(huge.body.isEmpty)
            var nameless = line
            nameless.sid = "../../etc"
            let answer = try await nameless.welcome()
            #expect(answer.status == 200)
            #expect(answer.body.contains("<Dial"))
        }
    }

    @Test("When the store fails the caller hears an apology and is given the agent", arguments: [true, false])
    func brokenStore(hasAgent: Bool) async throws {
        let house = try await House(agent: hasAgent ? .number("+15550100") : nil, store: BrokenStore())
        try await house.test { line in
            for answer in [
                try await line.welcome(), try await line.post("/ivr/step/3", [("Digits", "1")]),
                try await line.post("/ivr/resume"),
            ] {
                #expect(answer.status == 200)
                #expect(answer.body.contains(hasAgent ? "<Dial" : "<Gather"))
            }
        }
    }

    @Test("A step reserved by an instance that died is taken over")
    func takeOver() async throws {
        let house = try await House(.found(.only(.sms)))
        try await house.test { line in
            let menu = try await line.welcome()
            let id = try #require(CallID(line.sid))
            let past = Date().addingTimeInterval(-20)
            #expect(
                await house.memory.claim(id, version: 1, owner: "dead", now: past, until: past.addingTimeInterval(12)))
            let code = try await line.press("1", at: menu)
            #expect(code.body.contains("numDigits=\"6\""))
        }
        #expect(house.challenger.seen.codesSent == 1)
    }

    @Test("A locked person gets no challenge, and the agent gets no proof")
    func lockedOut() async throws {
        let house = try await House(.found(.only(.sms)), lockoutFailures: 2)
        for _ in 0..<2 {
            _ = await house.memory.reserveFailure(of: UserID("00u1"), at: Date(), since: .distantPast, limit: 10)
        }
        try await house.test { line in
            let agent = try await line.press("1", at: try await line.welcome())
            #expect(agent.body.contains("<Dial"))
            #expect(!agent.body.contains("X-Voicegate-Token"))
        }
        #expect(house.challenger.seen.codesSent == 0)
    }

    @Test("Twilio is answered before it gives up, also when the database hangs for longer than it should")
    func late() async throws {
        // Okta took five seconds, and those that are left pass in a moment.
        let timing = Timing(
            now: { .now + .seconds(5) }, date: { Date() }, random: { 0 },
            sleep: { until in #expect(until - .now < .seconds(12)) })
        let house = try await House(store: HangingStore(), timing: timing)
        try await house.test { line in
            let answer = try await line.welcome()
            #expect(answer.status == 200 && answer.type?.hasPrefix("text/xml") == true)
            #expect(answer.body.contains("<Dial"))
        }
    }
}

/// A store that takes nothing in while a test runs.
private struct HangingStore: CallStore {
    private func hang() async throws -> Never {
        try await Task.sleep(for: .seconds(3600))
        throw CancellationError()
    }
    func load(_ id: CallID) async throws -> StoredCall? { nil }
    func answer(of id: CallID, at version: Int) async throws -> RecordedAnswer? { nil }
    func claim(_ id: CallID, version: Int, owner: String, now: Date, until: Date) async throws -> Bool {
        try await hang()
    }
    func save(_ state: CallState, over version: Int, answer: RecordedAnswer, now: Date, expiresAt: Date) async throws
        -> Bool
    { try await hang() }
}

extension Line {
    /// Goes through a text message to the account menu.
    func verified() async throws -> Answer {
        let code = try await press("1", at: try await welcome())
        return try await press("123456", at: code)
    }
}

/// Carries values out of a concurrent closure.
actor Box<Value: Sendable> {
    private(set) var values: [Value] = []
    func set(_ values: [Value]) { self.values = values }
}
