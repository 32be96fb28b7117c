import NIOHTTP1
import Testing

@testable import Simulator

@Suite("Faults happen on demand", .timeLimit(.minutes(2)))
struct FaultTests {
    @Test(
        "Faults happen to the requests they are meant for, as often as asked",
        arguments: [
            (Fault.Kind.status(429), 429, "E0000047"), (.status(403, code: "E0000119"), 403, "E0000119"),
            (.status(503), 503, "E0000010"), (.html, 200, "<h1>"), (.halfJSON, 200, "{"),
        ])
    func injectsAnswers(kind: Fault.Kind, status: Int, text: String) async throws {
        try await World.with { simulation in
            await simulation.add(Fault(kind, at: .okta, path: "/factors", count: 1))
            let user = "\(simulation.endpoints.okta)/api/v1/users/\(TestOrg.ada)"
            #expect(try await World.send(.GET, user, headers: World.okta).status == 200)
            let faulty = try await World.send(.GET, user + "/factors", headers: World.okta)
            #expect(faulty.status == status)
            #expect(faulty.text.contains(text))
            if kind == .halfJSON { #expect(JSON(Array(faulty.text.utf8)) == nil) }
            if status == 429 { #expect(faulty.headers.first(name: "X-Rate-Limit-Remaining") == "0") }
            let healthy = try await World.send(.GET, user + "/factors", headers: World.okta)
            #expect(JSON(Array(healthy.text.utf8))?.array?.count == 3)
        }
    }

    @Test(
        "A connection can be cut before anything is done, or after everything is done",
        arguments: [(Fault.Kind.cutBeforeAnswer, 0), (.cutAfterReading, 1)])
    func cutsConnections(kind: Fault.Kind, messages: Int) async throws {
        try await World.with { simulation in
            await simulation.add(Fault(kind, at: .okta, path: "/verify", count: 1))
            await #expect(throws: (any Error).self) {
                try await World.send(.POST, simulation.endpoints.okta + TestOrg.sms, body: "{}", headers: World.okta)
            }
            let handset = try await simulation.handset(of: TestOrg.ada)
            #expect(await handset.messages.count == messages)
            #expect(simulation.requests(to: .okta).map(\.status) == [nil])
        }
    }

    @Test("A request that hangs does not keep the simulation from stopping")
    func stopsWhileHanging() async throws {
        let simulation = try await Simulation.start(configuration: SimulatorConfiguration(port: 0))
        await simulation.add(Fault(.hang, at: .okta))
        let hanging = Task {
            try await World.send(.GET, simulation.endpoints.okta + "/api/v1/users", headers: World.okta)
        }
        let began = ContinuousClock.now
        while await simulation.parts.faults.hangingCount == 0, began.duration(to: .now) < .seconds(10) {
            await Task.yield()
        }
        await simulation.stop()
        await #expect(throws: (any Error).self) { try await hanging.value }
        #expect(began.duration(to: .now) < .seconds(8))
    }
}
