import Clocks
import Delivery
import Foundation
import HTTPTransport
import HTTPTypes
import Testing

@testable import Web

@Suite("The event hook over HTTP")
struct EventHookTests {
    /// An event of Okta's System Log.
    private func event(
        _ uuid: String, type: String = "user.authentication.auth_via_mfa", factor: String = "SMS_FACTOR",
        result: String = "SUCCESS", user: String = "00u1"
    ) -> String {
        """
        {"uuid":"\(uuid)","eventType":"\(type)","actor":{"id":"\(user)","type":"User"},"outcome":{"result":"\(result)"},\
        "debugContext":{"debugData":{"factor":"\(factor)"}}}
        """
    }

    private func batch(_ events: String...) -> String {
        #"{"eventType":"com.okta.event_hook","eventId":"hook-1","data":{"events":[\#(events.joined(separator: ","))]}}"#
    }

    @Test("Okta's verification is answered with its challenge")
    func verification() async throws {
        let house = try HookHouse()
        let name = try #require(HTTPField.Name("X-Okta-Verification-Challenge"))
        let answer = try await house.send(
            "/event-hook", method: .get, headers: [.authorization: "right", name: #"ab"c"#])
        #expect(answer.status == 200 && answer.body == #"{"verification":"ab\"c"}"#)
        #expect(answer.headers[.contentType] == "application/json")
        #expect(try await house.send("/event-hook", method: .get, headers: [name: "abc"]).status == 401)
        #expect(try await house.send("/event-hook", method: .get).status == 400)
    }

    @Test("Every used code of a batch is told to Twilio Verify, once")
    func used() async throws {
        let house = try HookHouse { $0.sms = ["twilio-verify"] }
        #expect(try await house.hook(HookHouse.event("e1")).body.contains("VE1"))
        let body = batch(
            event("a", result: "FAILURE"), event("b", factor: "OKTA_VERIFY_PUSH"),
            event("c", type: "user.session.start"),
            event("d"), event("d"))
        for _ in 0..<2 {
            let answer = try await house.hook(body, path: "/event-hook")
            #expect(answer.status == 204 && answer.body.isEmpty)
        }
        #expect(await house.outbox.count == 1)
        await house.delivery.worker.workOff()
        let requests = house.transport.requests
        #expect(requests.count == 2)
        #expect(requests.last?.url == "https://verify.example/v2/Services/VA1/Verifications/VE1")
        #expect(requests.last?.body.map { String(decoding: $0, as: UTF8.self) } == "Status=approved")
        #expect(await house.log.sends(of: "e1").map(\.stage) == [.used])
        #expect(house.logs.lines.contains { $0.contains("event hook taken") && $0.contains("hook-1") })
    }

    @Test("What is no batch is a 400, what is no event of ours is taken")
    func bodies() async throws {
        let house = try HookHouse()
        #expect(try await house.hook("{", path: "/event-hook").status == 400)
        #expect(try await house.hook("", path: "/event-hook").body.contains("errorSummary"))
        for body in ["{}", "[]", #"{"data":{"events":7}}"#, #"{"data":{"events":[7,null,{"eventType":1}]}}"#] {
            #expect(try await house.hook(body, path: "/event-hook").status == 204, "\(body)")
        }
        #expect(try await house.hook(String(repeating: " ", count: 5_000_000), path: "/event-hook").status == 413)
    }

    @Test("A store that fails or hangs makes Okta come again", arguments: [true, false])
    func store(hangs: Bool) async throws {
        let clock = HandClock()
        let house = try HookHouse {
            $0.stores = { _ in BrokenHookStore.stores(hangs: hangs) }
            if hangs { $0.timing = clock.timing }
        }
        let answer = try await house.hook(batch(event("d")), path: "/event-hook")
        #expect(answer.status == 503)
        #expect(house.logs.lines.contains { $0.hasPrefix("error") && $0.contains("hook-1") })
        #expect(clock.pauses.count == (hangs ? 1 : 0))
    }
}
