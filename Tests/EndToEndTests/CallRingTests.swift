import Simulator
import Testing

/// Company numbers and mobiles of the simulator's directory.
enum Company {
    static let outside = "+15557770001"
    static let ada = "+15550109001"
    static let ben = "+15550109002"
    static let adaMobile = "+15550100001"
    static let benMobile = "+15550100002"
    static let adaLogin = "ada.lovell@example.com"
    static let benLogin = "ben.osei@example.com"
}

extension Town {
    /// Waits until something is so.
    func eventually(_ seconds: Double = 30, _ condition: () async -> Bool) async throws -> Bool {
        for _ in 0..<Int(seconds * 50) {
            if await condition() { return true }
            try await Task.sleep(for: .milliseconds(20))
        }
        return false
    }

    /// Waits until the service has said a word, then a while longer, in which a ring would go on.
    func settles(after word: String, seconds: Double = 60) async throws -> Bool {
        guard try await eventually(seconds, { writings.contains(word) }) else { return false }
        try await Task.sleep(for: .milliseconds(700))
        return true
    }
}

/// In each the telephones really forward: without the rule the calls would go on until the simulator cuts them.
@Suite("Calls that would go round, through the built program", .serialized, .timeLimit(.minutes(3)))
struct CallRingTests {
    private func begin(_ town: Town) async throws -> SimulatedCall {
        try await town.serve()
        return await town.simulation.place(CallPlan(from: Company.outside, to: Company.ada))
    }

    @Test("Mobiles that are each other's company numbers are never dialled")
    func ownNumbers() async throws {
        try await inTown { town in
            try await town.simulation.employ(Company.adaLogin, companyNumber: Company.ada, mobile: Company.ben)
            try await town.simulation.employ(Company.benLogin, companyNumber: Company.ben, mobile: Company.ada)
            let call = try await begin(town)
            _ = try await call.waitUntilEnded()
            #expect(town.writings.contains("unreachable.ownNumber"))
            #expect(await call.dialledCalls.isEmpty)
            #expect(await town.simulation.calls.count == 1)
        }
    }

    @Test("A mobile that is the number of the voice bot is never dialled")
    func voiceBot() async throws {
        try await inTown { town in
            let bot = town.simulation.configuration.twilio.phoneNumber
            try await town.simulation.employ(Company.adaLogin, companyNumber: Company.ada, mobile: bot)
            let call = try await begin(town)
            _ = try await call.waitUntilEnded()
            #expect(town.writings.contains("unreachable.ownNumber"))
            #expect(await town.simulation.calls.count == 1)
        }
    }

    @Test("A mobile that equals the called number is never dialled")
    func itself() async throws {
        try await inTown { town in
            try await town.simulation.employ(Company.adaLogin, companyNumber: Company.ada, mobile: Company.ada)
            let call = try await begin(town)
            _ = try await call.waitUntilEnded()
            #expect(town.writings.contains("unreachable.ownNumber"))
            #expect(await town.simulation.calls.count == 1)
        }
    }

    @Test("A call that a carrier forwards from a number of ours is busy, and nobody else's mobile rings")
    func forwardedFromUs() async throws {
        try await inTown { town in
            await town.simulation.setDialled(Company.adaMobile, .forwards(to: Company.ben, tells: .dialled))
            let call = try await begin(town)
            #expect(try await town.settles(after: "ring.forwardedFromUs"))
            #expect(await town.simulation.calls.map(\.to) == [Company.ada, Company.ben])
            #expect(await town.simulation.calls.last?.dialledCalls.isEmpty == true)
            try await call.waitUntilHeard("leave a message", timeout: .seconds(60))
            await call.hangUp()
        }
    }

    @Test(
        "A mobile that forwards to its own company number does not ring again, whatever the carrier tells",
        arguments: [
            (ForwardingNews.dialled, "ring.forwardedFromUs"), (.forwarder, "voicemail.comesFromMobile"),
            (.nothing, "ring.alreadyRinging"),
        ])
    func ownMobile(tells: ForwardingNews, outcome: String) async throws {
        try await inTown { town in
            await town.simulation.setDialled(Company.adaMobile, .forwards(to: Company.ada, tells: tells))
            let call = try await begin(town)
            #expect(try await town.settles(after: outcome))
            #expect(await town.simulation.calls.count == 2)
            await call.hangUp()
        }
    }

    @Test("Two mobiles that are forwarded to each other's company numbers do not ring for ever")
    func pair() async throws {
        try await inTown { town in
            await town.simulation.setDialled(Company.adaMobile, .forwards(to: Company.ben, tells: .nothing))
            await town.simulation.setDialled(Company.benMobile, .forwards(to: Company.ada, tells: .nothing))
            let call = try await begin(town)
            try await call.waitUntilEnded(timeout: .seconds(60))
            #expect(town.writings.contains("ring.alreadyRinging"))
            #expect(await town.simulation.calls.count == 3)
        }
    }

    @Test("A long chain of forwarded mobiles ends with the seventh hop")
    func hops() async throws {
        try await inTown { town in
            let people = await town.simulation.users.filter { $0.status == "ACTIVE" }.prefix(8)
            func company(_ place: Int) -> String { "+1555010900\(place % people.count + 1)" }
            for (place, user) in people.enumerated() {
                let mobile = "+1555010010\(place)"
                try await town.simulation.employ(user.login, companyNumber: company(place), mobile: mobile)
                await town.simulation.setDialled(mobile, .forwards(to: company(place + 1), tells: .nothing))
            }
            let call = try await begin(town)
            #expect(try await town.settles(after: "ring.tooManyHops"))
            #expect(await town.simulation.calls.count == 7)
            #expect(town.simulation.loops.isEmpty)
            await call.hangUp()
        }
    }

    @Test("A machine that answers and calls on ends with the ninth call in a minute")
    func rate() async throws {
        try await inTown { town in
            // Far beyond what the rule allows, so that it is the rule that ends it.
            await town.simulation.changeCalls { $0.maximumHops = 40 }
            await town.simulation.setDialled(Company.adaMobile, .callsOn(to: Company.ada))
            let call = try await begin(town)
            #expect(try await town.settles(after: "ring.tooOften", seconds: 120))
            let count = await town.simulation.calls.count
            #expect((9..<20).contains(count), "\(count) calls")
            #expect(town.simulation.loops.isEmpty)
            await call.hangUp()
        }
    }
}
