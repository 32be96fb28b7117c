import Foundation
import NIOHTTP1
import Testing

@testable import Simulator

@Suite("8x8's text API is as strict as 8x8's", .timeLimit(.minutes(2)))
struct EightByEightTextTests {
    static let ada = "+15550100001"
    static let key = [("Authorization", "Bearer simulated-8x8-key")]
    static let usual: JSON = [
        "destination": "+15550100001", "text": "Your code is 123456", "source": "VOICEGATE",
        "clientMessageId": "event-1",
        "track": "Outcome", "dlrCallbackUrl": "https://ivr.example.com/delivery-reports/8x8?token=t",
    ]

    private func url(_ simulation: Simulation, _ path: String = "") -> String {
        simulation.endpoints.eightByEightSMS + "/api/v1/subaccounts/simulated_otp/messages" + path
    }

    private func post(
        _ simulation: Simulation, _ changes: [String: JSON] = [:]
    ) async throws -> (status: Int, json: JSON) {
        let body = JSON.object((Self.usual.object ?? [:]).merging(changes) { $1 })
        let answer = try await World.send(.POST, url(simulation), body: body.text, headers: Self.key)
        return (answer.status, JSON(Array(answer.text.utf8)) ?? .null)
    }

    @Test("A message reaches the handset and is reported to its own URL, without authorisation")
    func delivers() async throws {
        try await TestEndpoint.with { simulation, endpoint async throws in
            let made = try await post(simulation)
            #expect(made.status == 200)
            #expect(made.json["status"]?["code"] == "QUEUED")
            #expect(made.json["destination"] == "15550100001")
            let message = try #require(await simulation.handset(of: Self.ada).messages.first)
            #expect(message.carrier == .eightByEightSMS)
            #expect(message.from == "VOICEGATE")
            let reports = await endpoint.wait(for: 3, at: "/delivery-reports/8x8")
            #expect(
                reports.map { $0.json["payload"]?["status"]?["state"] } == [
                    .string("queued"), .string("sent"), .string("delivered"),
                ])
            let first = try #require(reports.first)
            #expect(first.query == "token=t")
            #expect(first.header("Authorization") == nil)
            #expect(first.json["payload"]?["umid"] == made.json["umid"])
            #expect(first.json["payload"]?["clientMessageId"] == "event-1")
            #expect(simulation.requests(to: .service).allSatisfy { $0.query == nil })
        }
    }

    @Test("Without a URL of its own a message is reported to the configured webhook with its static authorisation")
    func configuredWebhook() async throws {
        try await TestEndpoint.with { simulation, endpoint async throws in
            _ = try await post(simulation, ["dlrCallbackUrl": .null])
            let reports = await endpoint.wait(for: 3, at: "/delivery-reports/8x8")
            #expect(reports.count == 3)
            #expect(reports.allSatisfy { $0.header("Authorization") == "simulated-reports-secret" })
        }
    }

    @Test("A report that was not taken comes again")
    func comesAgain() async throws {
        try await TestEndpoint.with(answer: { _ in (503, "{}") }) { simulation, endpoint async throws in
            simulation.changeReports { $0.delay = .zero }
            _ = try await post(simulation)
            let reports = await endpoint.wait(for: 2, at: "/delivery-reports/8x8")
            #expect(reports.map(\.text).prefix(2).allSatisfy { $0 == reports.first?.text })
        }
    }

    @Test("A message may be rejected inside a 200, or accepted and never delivered")
    func rejects() async throws {
        try await TestEndpoint.with { simulation, endpoint async throws in
            await simulation.add(Fault(.rejected(), at: .eightByEightSMS, count: 1))
            let rejected = try await post(simulation)
            #expect(rejected.status == 200)
            #expect(rejected.json["status"]?["code"] == "REJECTED")
            await simulation.add(Fault(.undelivered(code: "43"), at: .eightByEightSMS, count: 1))
            #expect(try await post(simulation).json["status"]?["code"] == "QUEUED")
            let last = try #require(await endpoint.wait(for: 3, at: "/delivery-reports/8x8").last)
            #expect(last.json["payload"]?["status"]?["state"] == "undelivered")
            #expect(last.json["payload"]?["status"]?["errorCode"] == 43)
            #expect(await simulation.messages(to: Self.ada).isEmpty)
        }
    }

    @Test(
        "What 8x8 refuses is refused with its code",
        arguments: [
            (["destination": "abc"], 1002), (["destination": .null], 1002), (["text": ""], 1004),
            (["source": "TWELVELETTERS"], 1005), (["encoding": "UTF8"], 1003),
            (["expiry": "2020-01-01T00:00:00Z"], 1006),
            (["clientMessageId": .string(String(repeating: "x", count: 351))], 3009), (["track": "All"], 1000),
            (["dlrCallbackUrl": "nowhere"], 3020),
        ] as [([String: JSON], Int)])
    func refuses(change: [String: JSON], code: Int) async throws {
        try await TestEndpoint.with { simulation, _ async throws in
            let refused = try await post(simulation, change)
            #expect(refused.status == 400)
            #expect(refused.json["code"] == .integer(code))
            #expect(refused.json["errorId"]?.string != nil)
        }
    }

    @Test("Key, subaccount and JSON are insisted on; a number without plus is taken")
    func insists() async throws {
        try await TestEndpoint.with { simulation, _ async throws in
            let stranger = try await World.send(.POST, url(simulation), body: "{}")
            #expect(stranger.status == 401)
            #expect(JSON(Array(stranger.text.utf8))?["code"] == 1200)
            let other = try await World.send(
                .POST, simulation.endpoints.eightByEightSMS + "/api/v1/subaccounts/other/messages", body: "{}",
                headers: Self.key)
            #expect(other.status == 403)
            let form = try await World.send(
                .POST, url(simulation), body: "a=b",
                headers: Self.key + [("Content-Type", "application/x-www-form-urlencoded")])
            #expect(form.status == 400)
            #expect(try await post(simulation, ["destination": "15550100001"]).status == 200)
        }
    }

    @Test("Feedback is taken for a message that is known")
    func feedback() async throws {
        try await TestEndpoint.with { simulation, _ async throws in
            let umid = try #require(try await post(simulation).json["umid"]?.string)
            let body = "{\"outcome\":\"success\",\"timestamp\":\"2026-01-01T00:00:00Z\"}"
            let taken = try await World.send(.POST, url(simulation, "/\(umid)/feedback"), body: body, headers: Self.key)
            #expect(taken.status == 200)
            #expect(await simulation.eightByEightOutcomes.map(\.outcome) == ["success"])
            let unknown = try await World.send(.POST, url(simulation, "/x/feedback"), body: body, headers: Self.key)
            #expect(unknown.status == 404)
            let odd = try await World.send(
                .POST, url(simulation, "/\(umid)/feedback"), body: "{\"outcome\":\"maybe\"}", headers: Self.key)
            #expect(odd.status == 400)
        }
    }

    @Test("Too many requests say when to come again")
    func throttles() async throws {
        try await TestEndpoint.with { simulation, _ async throws in
            await simulation.add(Fault(.status(429), at: .eightByEightSMS, count: 1))
            let answer = try await World.send(.POST, url(simulation), body: Self.usual.text, headers: Self.key)
            #expect(answer.status == 429)
            #expect(answer.headers.first(name: "Retry-After") == "1")
        }
    }
}
