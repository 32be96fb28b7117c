import Clocks
import Foundation
import HTTPTransport
import Testing

@Suite("Requests that are sent again")
struct RepeatedSendTests {
    private let request = OutboundRequest(method: "GET", url: "https://x", upstream: "test", operation: "probe")

    @Test("A refused request is sent again after the wait that was asked for")
    func again() async throws {
        let clock = HandClock()
        let transport = ScriptedTransport(answers: [
            .success(.json("", status: 429, headers: [("Retry-After", "1")])), .success(.json("ok")),
        ])
        let answer = try await transport.send(
            request, deadline: clock.deadline(.seconds(5)), repeating: RetryPolicy(.reads), timing: clock.timing)
        #expect(answer.status == 200)
        #expect(clock.pauses == [.seconds(1)])
        #expect(transport.requests == [request, request])
        #expect(transport.deadlines == Array(repeating: clock.deadline(.seconds(5)), count: 2))
    }

    @Test("The last answer or error is what counts")
    func last() async throws {
        let clock = HandClock()
        let transport = ScriptedTransport(answers: [
            .failure(TransportError(.connect, "x")), .success(.json("", status: 503)),
        ])
        let deadline = clock.deadline(.seconds(5))
        let answer = try await transport.send(
            request, deadline: deadline, repeating: RetryPolicy(.reads), timing: clock.timing)
        #expect(answer.status == 503)
        await #expect(throws: TransportError(.connect, "the script has no more answers")) {
            try await transport.send(
                request, deadline: deadline, repeating: RetryPolicy(.reads, attempts: 3), timing: clock.timing)
        }
        #expect(transport.requests.count == 5)
    }

    @Test("A pause that is cancelled gives the request up")
    func cancelled() async throws {
        let clock = HandClock()
        let given = clock.timing
        let timing = Timing(
            now: given.now, date: given.date, random: given.random, sleep: { _ in throw CancellationError() })
        let transport = ScriptedTransport(answers: [.success(.json("", status: 503))])
        let error = await #expect(throws: TransportError.self) {
            try await transport.send(
                request, deadline: clock.deadline(.seconds(5)), repeating: RetryPolicy(.reads), timing: timing)
        }
        #expect(error?.code == .cancelled)
    }
}
