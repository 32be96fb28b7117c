import NIOHTTP1
import Testing

@testable import Simulator

@Suite("Okta tells the event hook what happened", .timeLimit(.minutes(2)))
struct EventHookTests {
    private func world() -> SimulatorConfiguration {
        var configuration = TelephonyHookTests.world(nil)
        configuration.okta.eventHook = .events(secret: "s3cret")
        configuration.okta.messageInterval = .zero
        return configuration
    }

    private func verify(_ simulation: Simulation) async throws {
        let url = simulation.endpoints.okta + TestOrg.sms
        _ = try await World.send(.POST, url, body: "{}", headers: World.okta)
        let code = try await simulation.handset(of: TestOrg.ada).waitForCode()
        let answer = try await World.send(.POST, url, body: "{\"passCode\":\"\(code)\"}", headers: World.okta)
        #expect(answer.status == 200)
    }

    @Test("First comes the proof by GET, once; then events in batches")
    func delivers() async throws {
        let clock = ManualClock()
        var configuration = world()
        configuration.clock = clock
        try await TestEndpoint.with(
            configuration,
            answer: { request in
                let challenge = request.header("X-Okta-Verification-Challenge")
                return challenge.map { (200, "{\"verification\":\"\($0)\"}") } ?? (204, "")
            },
            { simulation, endpoint async throws in
                try await verify(simulation)
                try await verify(simulation)
                let first = await endpoint.wait(for: 2, at: "/event-hook", moving: clock)
                #expect(first.map(\.method) == ["GET", "POST"])
                #expect(first.allSatisfy { $0.header("Authorization") == "s3cret" })
                let body = try #require(first.last?.json)
                #expect(body["eventType"] == "com.okta.event_hook")
                #expect(body["cloudEventsVersion"] == "0.1")
                let events = try #require(body["data"]?["events"]?.array)
                #expect(events.count == 2)
                let event = try #require(events.first)
                #expect(event["eventType"] == "user.authentication.auth_via_mfa")
                #expect(event["outcome"]?["result"] == "SUCCESS")
                #expect(event["actor"]?["id"] == .string(TestOrg.ada))
                #expect(event["debugContext"]?["debugData"]?["factor"] == "SMS_FACTOR")
                try await verify(simulation)
                let all = await endpoint.wait(for: 3, at: "/event-hook", moving: clock)
                #expect(all.map(\.method) == ["GET", "POST", "POST"])
            })
    }

    @Test("An endpoint that does not prove itself hears nothing")
    func unproven() async throws {
        try await TestEndpoint.with(world(), answer: { _ in (200, "{\"verification\":\"guess\"}") }) {
            simulation, endpoint async throws in
            try await verify(simulation)
            let came = await endpoint.wait(for: 1, at: "/event-hook")
            try await verify(simulation)
            #expect(await endpoint.wait(for: 2, at: "/event-hook").allSatisfy { $0.method == "GET" })
            #expect(came.count == 1)
        }
    }

    @Test("A hook that fails is tried once more, one that refuses is not")
    func retries() async throws {
        try await TestEndpoint.with(
            world(),
            answer: { request in
                let challenge = request.header("X-Okta-Verification-Challenge")
                return challenge.map { (200, "{\"verification\":\"\($0)\"}") } ?? (500, "")
            },
            { simulation, endpoint async throws in
                try await verify(simulation)
                let came = await endpoint.wait(for: 3, at: "/event-hook")
                #expect(came.map(\.method) == ["GET", "POST", "POST"])
                #expect(came.dropFirst().map(\.text).allSatisfy { $0 == came.last?.text })
            })
    }

    @Test("A telephony hook that failed is an event, too")
    func hookFailed() async throws {
        var configuration = world()
        configuration.okta.telephonyHook = .telephony(secret: "s3cret")
        try await TestEndpoint.with(
            configuration,
            answer: { request in
                let challenge = request.header("X-Okta-Verification-Challenge")
                return challenge.map { (200, "{\"verification\":\"\($0)\"}") } ?? (500, "")
            },
            { simulation, endpoint async throws in
                _ = try await World.send(
                    .POST, simulation.endpoints.okta + TestOrg.sms, body: "{}", headers: World.okta)
                let event = await endpoint.wait(for: 2, at: "/event-hook").last?.json["data"]?["events"]?.array?.first
                #expect(event?["eventType"] == "inline_hook.executed")
                #expect(event?["outcome"]?["result"] == "FAILURE")
            })
    }
}
