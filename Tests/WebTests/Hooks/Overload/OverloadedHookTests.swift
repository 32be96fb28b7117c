import Delivery
import Foundation
import HTTPTransport
import Hummingbird
import HummingbirdTesting
import NIOCore
import Synchronization
import Testing

@testable import Web

@Suite("The telephony hook when there is too much to do")
struct OverloadedHookTests {
    @Test("A new event is left to Okta in the form of the contract, and stays so; bad requests are still told so")
    func turnedAway() async throws {
        let limits = TurnstileLimits(budget: .milliseconds(2500), fewest: 0, most: 0)
        let house = try HookHouse { $0.turnstile = Turnstile(limits: limits, logger: LogBook().logger) }
        let answer = try await house.hook(HookHouse.event("e1"))
        #expect(answer.status == 200)
        #expect(
            answer.body == """
                {"commands":[{"type":"com.okta.telephony.action","value":[{"provider":"none","status":"FAILED",\
                "transactionMetadata":"overloaded"}]}]}
                """)
        #expect(try await house.hook(HookHouse.event("e1")).body == answer.body)
        #expect(try await house.hook(HookHouse.event("e1"), authorization: "wrong").status == 401)
        #expect(try await house.hook("{}").status == 400)
        #expect(house.transport.requests.isEmpty)
        #expect(!house.logs.text.contains(HookHouse.code))
    }

    @Test("A request to a provider is counted until it is over, also when it fails")
    func counted() async throws {
        let seen = Mutex<[Int]>([])
        let counted = Mutex<CountedTransport?>(nil)
        let transport = CountedTransport(
            ScriptedTransport { _ throws(TransportError) in
                seen.withLock { $0.append(counted.withLock { $0?.underWay } ?? -1) }
                throw TransportError(.connect, "nobody there")
            })
        counted.withLock { $0 = transport }
        let request = OutboundRequest(method: "GET", url: "https://x.example/", upstream: "x", operation: "x")
        for _ in 0..<2 { _ = try? await transport.send(request, deadline: .now + .seconds(20)) }
        #expect(seen.withLock { $0 } == [1, 1] && transport.underWay == 0)
    }

    @Test("A hook that is over makes room for the next")
    func room() async throws {
        let limits = TurnstileLimits(budget: .seconds(30), fewest: 0, most: 1)
        let house = try HookHouse { $0.turnstile = Turnstile(limits: limits, logger: LogBook().logger) }
        for id in ["e1", "e2", "e3"] {
            #expect(try await house.hook(HookHouse.event(id)).body.contains("SUCCESSFUL"), "\(id)")
        }
    }

    @Test("The budget counts from when the request was read, whatever its client says, not from when its turn came")
    func arrival() async throws {
        let house = try HookHouse()
        let headers: HTTPFields = [.authorization: "right", .arrival: "-9000000000000"]
        let answer = try await Application(
            responder: house.responder, server: .voicegate, logger: house.logs.logger
        ).test(.live) { client in
            try await client.execute(
                uri: "/telephony-hook", method: .post, headers: headers,
                body: ByteBuffer(string: HookHouse.event("e1"))
            ) { String(buffer: $0.body) }
        }
        #expect(answer.contains("SUCCESSFUL"))
        // Without the server's own stamp, this request would have come long ago.
        let late = try await house.send("/telephony-hook", HookHouse.event("e2"), headers: headers)
        #expect(late.status == 200 && late.body.contains("FAILED"))
        #expect(house.transport.requests.count == 1)
    }
}
