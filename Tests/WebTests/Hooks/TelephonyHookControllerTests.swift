import Clocks
import Delivery
import Foundation
import HTTPTransport
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import Web

@Suite("The telephony hook over HTTP")
struct TelephonyHookControllerTests {
    @Test(
        "A code is sent once and the answer is Okta's, without code and number",
        arguments: ["/telephony-hook", "/api/okta-telephony"])
    func sent(path: String) async throws {
        let house = try HookHouse()
        let answer = try await house.hook(HookHouse.event("e1"), path: path)
        #expect(answer.status == 200)
        #expect(answer.body.contains(#""status":"SUCCESSFUL""#) && answer.body.contains(#""provider":"twilio-sms""#))
        #expect(answer.body.contains("com.okta.telephony.action"))
        #expect(!answer.body.contains(HookHouse.code) && !answer.body.contains("5551230001"))
        #expect(try await house.hook(HookHouse.event("e1"), path: path).body == answer.body)
        let requests = house.transport.requests
        #expect(requests.count == 1)
        let form = requests.first.map { String(decoding: $0.body ?? [], as: UTF8.self) } ?? ""
        #expect(form.contains("Your%20code%20is%20918273"))
        #expect(form.contains("StatusCallback=https%3A%2F%2Fivr.example.com%2Fdelivery-reports%2Ftwilio%3Fevent%3De1"))
    }

    @Test("A body that is no such request is a 400 that names the field")
    func malformed() async throws {
        let house = try HookHouse()
        let answer = try await house.hook(HookHouse.event("e3", channel: "PIGEON"))
        #expect(answer.status == 400)
        #expect(answer.body.contains("errorSummary") && answer.body.contains("deliveryChannel"))
        #expect(house.logs.lines.contains { $0.contains("deliveryChannel") && $0.contains("e3") })
        for body in ["{", "[]", "7", "", "{}", #"{"data":7}"#, #"{"data":{"messageProfile":[]}}"#] {
            #expect(try await house.hook(body).status == 400, "\(body)")
        }
        #expect(house.transport.requests.isEmpty)
    }

    @Test("Five megabytes are too much, and nothing is sent")
    func large() async throws {
        let house = try HookHouse()
        let answer = try await house.hook(String(repeating: "x", count: 5_000_000))
        #expect(answer.status == 413 && answer.body.contains("errorSummary"))
    }

    @Test("Numbers as integers, no locale and an end in the past are taken")
    func tolerant() async throws {
        let house = try HookHouse()
        for (id, body) in [
            ("n1", HookHouse.event("n1", number: "15551230001", code: "918273")),
            ("n2", HookHouse.event("n2", number: "\"5551230001\"", locale: nil)),
            ("n3", HookHouse.event("n3", expires: "2022-01-28T21:48:34.321Z")),
            ("n4", HookHouse.event("n4", channel: "sms", locale: "en_US", expires: "soon")),
        ] {
            let answer = try await house.hook(body)
            #expect(answer.status == 200 && answer.body.contains("SUCCESSFUL"), "\(id)")
        }
        let forms = house.transport.requests.map { String(decoding: $0.body ?? [], as: UTF8.self) }
        #expect(forms.count == 4 && forms.allSatisfy { $0.contains("To=%2B15551230001") })
        #expect(!forms[2].contains("ValidityPeriod"))
    }

    @Test("A code is kept for five minutes where nothing is said of its end, and for a day at most")
    func lifetime() async throws {
        let now = Date(timeIntervalSince1970: 1_553_616_411)
        let house = try HookHouse { $0.timing.date = { now } }
        for (id, expires, seconds) in [("l1", nil, 300.0), ("l2", "9999-12-31T23:59:59.000Z", 86_400)] {
            _ = try await house.hook(HookHouse.event(id, expires: expires))
            #expect(await house.log.message(of: id, now: now)?.expiresAt == now + seconds)
            #expect(await house.log.message(of: id, now: now + seconds) == nil)
        }
    }

    @Test("When the first provider says no, the second sends")
    func failover() async throws {
        let house = try HookHouse(
            ScriptedTransport { request in
                request.url.contains("twilio") ? .json(#"{"code":20503}"#, status: 503) : HookHouse.answer(request)
            })
        let answer = try await house.hook(HookHouse.event("e4"))
        #expect(answer.body.contains(#""provider":"8x8-sms""#) && answer.body.contains("SUCCESSFUL"))
    }

    @Test("What Twilio's fraud guard stops is sent by nobody else, and Okta is told so", arguments: [60410, 60238])
    func fraud(code: Int) async throws {
        let house = try HookHouse(
            ScriptedTransport { request in
                request.url.contains("/Verifications")
                    ? .json(#"{"code":\#(code),"message":"no","status":403}"#, status: 403) : HookHouse.answer(request)
            }
        ) { $0.sms = ["twilio-verify", "8x8-sms"] }
        let answer = try await house.hook(HookHouse.event("e4"))
        #expect(answer.body.contains("FAILED") && answer.body.contains("fraudSuspected(\(code))"))
        #expect(house.transport.requests.count == 1)
    }

    @Test("What policy refuses is suppressed, or left to Okta", arguments: [true, false])
    func blocked(suppresses: Bool) async throws {
        let house = try HookHouse {
            $0.suppresses = suppresses
            $0.blocked = ["+1"]
        }
        let answer = try await house.hook(HookHouse.event("e5"))
        #expect(answer.status == 200)
        #expect(
            answer.body.contains(suppresses ? "SUCCESSFUL" : "FAILED") && answer.body.contains(#""provider":"none""#))
        #expect(house.transport.requests.isEmpty)
    }

    @Test("Two hundred copies at once send one message")
    func copies() async throws {
        let house = try HookHouse()
        try await house.test { client in
            let answers = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<200 {
                    group.addTask {
                        try await client.execute(
                            uri: "/telephony-hook", method: .post, headers: [.authorization: "right"],
                            body: ByteBuffer(string: HookHouse.event("e6"))
                        ) { String(buffer: $0.body) }
                    }
                }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(answers.count == 1)
        }
        #expect(house.transport.requests.count == 1)
    }

    @Test("When all providers hang, the answer is PENDING as soon as the budget is used up", .timeLimit(.minutes(1)))
    func hanging() async throws {
        let house = try HookHouse(HookHouse.allHang()) { $0.budget = .seconds(2) }
        let answer = try await house.hook(HookHouse.event("e7"))
        #expect(answer.status == 200 && answer.body.contains("PENDING"))
        #expect(!house.transport.requests.isEmpty)
    }

    @Test("With every provider down the answer is FAILED")
    func down() async throws {
        let house = try HookHouse(
            ScriptedTransport { _ throws(TransportError) in throw TransportError(.connect, "nobody there") })
        let answer = try await house.hook(HookHouse.event("e8"))
        #expect(answer.status == 200 && answer.body.contains("FAILED"))
    }

    @Test(
        "With a store that fails or hangs the code goes out all the same, once, and the log says so",
        .timeLimit(.minutes(1)), arguments: [true, false])
    func store(hangs: Bool) async throws {
        let house = try HookHouse { wishes in
            wishes.stores = { _ in BrokenHookStore.stores(hangs: hangs) }
        }
        let answer = try await house.hook(HookHouse.event("e9"))
        #expect(answer.status == 200 && answer.body.contains("SUCCESSFUL"))
        #expect(try await house.hook(HookHouse.event("e9")).body == answer.body)
        #expect(house.transport.requests.count == 1)
        for words in ["the delivery log does not work", "counted in this process only"] {
            #expect(house.logs.lines.contains { $0.contains(words) && $0.contains("e9") }, "\(words)")
        }
    }
}
