import Clocks
import Foundation
import HTTPTransport
import OktaAPI
import Testing

@Suite("What is asked of Okta again")
struct OktaRetryTests {
    private typealias Headers = [(String, String)]

    /// Sends each kind of `verify` once.
    private func verifyAll(_ transport: ScriptedTransport) async {
        let client = makeClient(transport)
        await #expect(throws: OktaError.self) {
            try await client.sendPush(user: "u", factor: "f", numberChallenge: true, deadline: soon)
        }
        await #expect(throws: OktaError.self) {
            try await client.sendChallenge(user: "u", factor: "f", language: "en", deadline: soon)
        }
        await #expect(throws: OktaError.self) {
            try await client.verify(user: "u", factor: "f", passCode: "123456", deadline: soon)
        }
    }

    @Test("A verify is never repeated after an answer", arguments: [401, 429, 500, 502, 503, 504])
    func verifyAnswered(status: Int) async {
        let transport = ScriptedTransport { _ in .json("{}", status: status, headers: [("Retry-After", "0")]) }
        await verifyAll(transport)
        #expect(transport.requests.count == 3)
    }

    @Test("A verify whose fate is unknown is not repeated", arguments: [TransportError.Code.interrupted, .timeout])
    func verifyInterrupted(code: TransportError.Code) async {
        let transport = ScriptedTransport { _ throws(TransportError) in throw TransportError(code, "x") }
        await verifyAll(transport)
        #expect(transport.requests.count == 3)
    }

    @Test("A verify of which nothing was sent is sent again")
    func verifyUnsent() async throws {
        let transport = ScriptedTransport(answers: [
            .failure(TransportError(.connect, "x")), .success(.json(#"{"factorResult":"SUCCESS"}"#)),
        ])
        let answer = try await makeClient(transport).verify(user: "u", factor: "f", passCode: "1", deadline: soon)
        #expect(answer.factorResult == .success)
        #expect(transport.requests.count == 2)
    }

    @Test("A read is repeated once after a failure that passes", arguments: [500, 502, 503, 504, 429])
    func reads(status: Int) async throws {
        let transport = ScriptedTransport(answers: [
            .success(.json("", status: status, headers: [("X-Okta-Request-Id", "req1")])),
            .success(.json(#"{"id":"u"}"#)),
        ])
        let clock = HandClock()
        #expect(try await makeClient(transport, clock: clock).user(id: "u", deadline: soon).id == "u")
        #expect(clock.pauses == [.milliseconds(75)])
        // As Okta's own clients say it.
        #expect(transport.requests[0].headers["X-Okta-Retry-Count"] == nil)
        #expect(transport.requests[1].headers["X-Okta-Retry-Count"] == "1")
        #expect(transport.requests[1].headers["X-Okta-Retry-For"] == "req1")
        #expect(transport.requests[1].headers.values(of: "Authorization").count == 1)
    }

    @Test("A read over a connection that had died is repeated")
    func interrupted() async throws {
        let transport = ScriptedTransport(answers: [
            .failure(TransportError(.interrupted, "x")), .success(.json("[]")),
        ])
        #expect(try await makeClient(transport).factors(of: "u", deadline: soon).isEmpty)
    }

    @Test("A poll is not repeated: the next one comes anyway", arguments: [429, 503])
    func polls(status: Int) async {
        let transport = ScriptedTransport { _ in .json("", status: status, headers: [("Retry-After", "0")]) }
        await #expect(throws: OktaError.self) {
            try await makeClient(transport).poll(link: organisation + "/x", deadline: soon)
        }
        #expect(transport.requests.count == 1)
    }

    @Test(
        "After a 429 a caller waits until the window's end by Okta's clock, or as Retry-After says, four seconds at most",
        arguments: [
            ([("X-Rate-Limit-Reset", "1553616412"), ("Date", "Tue, 26 Mar 2019 16:06:51 GMT")], 2),
            ([("X-Rate-Limit-Reset", "1553616415"), ("Date", "Tue, 26 Mar 2019 16:06:51 GMT")], nil),
            ([("X-Rate-Limit-Reset", "1553616413"), ("Date", "Tue, 26 Mar 2019 16:06:52 GMT")], 2),
            ([("X-Rate-Limit-Reset", "1553616411")], 1),
            ([("X-Rate-Limit-Reset", "1553616470"), ("Retry-After", "1")], 1),
            ([("X-Rate-Limit-Reset", "1553616411"), ("Retry-After", "30")], 1),
            ([("X-Rate-Limit-Reset", "1553616414"), ("X-Rate-Limit-Reset", "1553616411")], 1),
            ([("Retry-After", "5")], nil), ([("Retry-After", "Tue, 26 Mar 2019 16:06:53 GMT")], 2),
        ] as [([(String, String)], Int?)])
    func waits(headers: [(String, String)], seconds: Int?) async {
        let transport = ScriptedTransport { _ in .json("{}", status: 429, headers: headers) }
        let clock = HandClock()
        let error = await #expect(throws: OktaError.self) {
            try await makeClient(transport, clock: clock).user(id: "u", deadline: soon)
        }
        #expect(error?.code == .rateLimited)
        #expect(error?.retryAfter != nil)
        #expect(clock.pauses == (seconds.map { [.seconds($0)] } ?? []))
        #expect(transport.requests.count == (seconds == nil ? 1 : 2))
    }

    @Test("A wait that the deadline does not leave is not begun")
    func deadline() async {
        let transport = ScriptedTransport { _ in .json("{}", status: 429, headers: [("Retry-After", "2")]) }
        let clock = HandClock()
        await #expect(throws: OktaError.self) {
            try await makeClient(transport, clock: clock).user(id: "u", deadline: clock.begin + .seconds(2))
        }
        #expect(clock.pauses.isEmpty)
    }
}
