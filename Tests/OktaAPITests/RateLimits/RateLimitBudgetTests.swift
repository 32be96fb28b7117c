import Clocks
import Foundation
import HTTPTransport
import OktaAPI
import Testing

@Suite("The rate-limit budget at work")
struct RateLimitBudgetTests {
    private let limits: [(String, String)] = [
        ("X-Rate-Limit-Limit", "10"), ("X-Rate-Limit-Remaining", "5"), ("X-Rate-Limit-Reset", "1553616421"),
        ("Date", "Tue, 26 Mar 2019 16:06:51 GMT"),
    ]

    @Test("Polls stop at half of what Okta says is left, and callers go on")
    func polls() async throws {
        let transport = ScriptedTransport { [limits] _ in .json(#"{"factorResult":"WAITING"}"#, headers: limits) }
        let clock = HandClock()
        let budget = RateLimitBudget(timing: clock.timing)
        let client = makeClient(transport, budget: budget, clock: clock)
        _ = try await client.poll(link: organisation + "/api/v1/users/u/factors/f/transactions/t", deadline: soon)
        let error = await #expect(throws: OktaError.self) {
            try await client.poll(link: organisation + "/api/v1/users/u/factors/f/transactions/t", deadline: soon)
        }
        #expect(error?.code == .rateLimited)
        #expect(error?.fate == .unsent)
        #expect(error?.retryAfter == .seconds(11))
        _ = try await client.sendPush(user: "u", factor: "f", numberChallenge: true, deadline: soon)
        #expect(transport.requests.map(\.operation) == ["poll", "push"])
        #expect(await budget.pollDelay(watching: 3, interval: .seconds(2)) == .seconds(11))
    }

    @Test("At our own ceiling a caller waits a moment, and is told at once when that would not help")
    func ceiling() async throws {
        let transport = ScriptedTransport { _ in .json(#"{"id":"u"}"#) }
        let clock = HandClock()
        let brisk = makeClient(
            transport, budget: RateLimitBudget(requestsPerMinute: 60, timing: clock.timing), clock: clock)
        for _ in 0..<61 { _ = try await brisk.user(id: "u", deadline: soon) }
        #expect(clock.pauses == [.seconds(1)])
        let slow = makeClient(
            transport, budget: RateLimitBudget(requestsPerMinute: 1, timing: clock.timing), clock: clock)
        _ = try await slow.user(id: "u", deadline: soon)
        let error = await #expect(throws: OktaError.self) { try await slow.user(id: "u", deadline: soon) }
        #expect(error?.code == .rateLimited)
        #expect(error?.fate == .unsent)
        #expect(transport.requests.count == 62)
    }

    @Test("Answers without the headers change nothing")
    func silent() async throws {
        let budget = RateLimitBudget()
        let transport = ScriptedTransport { _ in .json(#"{"factorResult":"WAITING"}"#) }
        _ = try await makeClient(transport, budget: budget).poll(link: organisation + "/x", deadline: soon)
        #expect(await budget.pollDelay(watching: 40, interval: .seconds(2)) == .seconds(2))
    }
}
