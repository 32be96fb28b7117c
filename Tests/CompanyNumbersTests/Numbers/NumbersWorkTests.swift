import Clocks
import HTTPTransport
import CompanyNumbers
import Foundation
import PhoneNumbers
import Synchronization
import Testing

@Suite struct NumbersWorkTests {
    private func world(_ people: Int = 3) -> FakeWorld {
        let world = FakeWorld()
        for index in 0..<people { world.add("00u\(index)", mobile: "+1212555\(1000 + index)") }
        world.stock(40)
        return world
    }

    /// What must hold when all is done, however often it was tried.
    private func expectSettled(_ world: FakeWorld, people: Int = 3, _ context: String = "") async throws {
        #expect(Set(world.names()).count == world.names().count, "one person has two numbers \(context)")
        #expect(world.names().count == people, "\(context)")
        let primaries = (0..<people).compactMap { world.primary(of: "00u\($0)") }
        #expect(Set(primaries).count == people, "\(context)")
        world.state.withLock { $0.fault = nil }
        let plan = try await world.work().plan(deadline: inAnHour)
        #expect(plan.isEmpty && plan.findings.isEmpty, "\(plan.lines) \(context)")
    }

    @Test func `Everybody gets a number with webhooks and a name, and a second run changes nothing`() async throws {
        let world = world()
        let report = try await world.run()
        #expect(report.isClean && report.bought == 3 && report.left == 0)
        let number = world.state.withLock { $0.numbers[0] }
        #expect(number["friendly_name"] == "voicegate:00u0")
        #expect(number["voice_url"] == FakeWorld.publicURL + "/call-forward")
        #expect(number["sms_url"] == FakeWorld.publicURL + "/sms-forward")
        try await expectSettled(world)
    }

    @Test(arguments: [FakeWorld.Fault.unsent, .cut])
    func `A run that is killed at any request and run again buys nothing twice and finishes`(
        ending: FakeWorld.Fault
    ) async throws {
        var last = 0
        for step in 1...60 {
            let world = world()
            world.add("00u0", mobile: "(212) 555-1000")
            // From the kill on nothing gets through any more.
            world.state.withLock {
                $0.fault = { count, _ in count == step ? ending : count > step ? .unsent : nil }
            }
            _ = try? await world.run()
            world.state.withLock { $0.fault = nil }
            let before = world.state.withLock(\.purchases)
            let report = try await world.run()
            #expect(report.isClean, "killed at \(step)")
            #expect(before + report.bought == 3, "killed at \(step)")
            try await expectSettled(world, "killed at \(step)")
            last = world.requests.count
            if before == 3, world.requests.count < step { break }
        }
        #expect(last > 20)
    }

    @Test(arguments: [
        FakeWorld.Fault.unsent, .cut, .status(429), .status(500), .status(503), .failedAfterwards(500),
        .failedAfterwards(504),
    ])
    func `One fault at any request is outlived in the same run`(fault: FakeWorld.Fault) async throws {
        for step in 1...26 {
            let world = world()
            world.state.withLock { $0.fault = { count, _ in count == step ? fault : nil } }
            let report = try await world.run(clock: HandClock())
            #expect(report.isClean, "fault at \(step): \(report.lines)")
            try await expectSettled(world, "fault at \(step)")
        }
    }

    @Test func `A failure of every third purchase is outlived, whether it was accepted or not`() async throws {
        for fault in [FakeWorld.Fault.status(500), .failedAfterwards(500), .cut] {
            let world = world(9)
            world.state.withLock { state in
                state.fault = { [purchases = Counter()] _, request in
                    guard request.operation == "buy" else { return nil }
                    return purchases.next() % 3 == 0 ? fault : nil
                }
            }
            let report = try await world.run(clock: HandClock())
            #expect(report.isClean)
            try await expectSettled(world, people: 9)
        }
    }

    @Test func `After a purchase of unknown fate its name is looked for before anything else is tried`() async throws {
        let world = world(1)
        world.state.withLock { $0.fault = { _, request in request.operation == "buy" ? .cut : nil } }
        let report = try await world.run(clock: HandClock())
        #expect(report.isClean)
        let operations = world.requests.filter { $0.upstream == "twilio" }.map(\.operation)
        #expect(operations == ["numbers", "price", "numbers", "available", "buy", "numbers"])
        #expect(world.state.withLock(\.purchases) == 1)
    }

    @Test func `A number that somebody else was faster to buy is replaced by the next one`() async throws {
        let world = world(1)
        world.state.withLock { $0.taken = Set($0.stock.prefix(3)) }
        let report = try await world.run()
        #expect(report.isClean)
        #expect(world.primary(of: "00u0") == "+14155551003")
        #expect(world.requests.count { $0.operation == "buy" } == 4)
    }

    @Test func `An area code without numbers is said once, with its neighbours, and the rest goes on`() async throws {
        let world = world()
        world.add("00u9", mobile: "(212) 555-1000", primary: "+442071838750")
        world.state.withLock { $0.stock += ["+12125550100", "+16465550100"] }
        var policy = FakeWorld.policy
        policy.areaCode = "916"
        let report = try await world.run(policy)
        #expect(!report.isClean)
        #expect(report.count(.failed) == 1 && report.count(.untried) == 2 && report.count(.done) == 1)
        #expect(report.left == 3)
        let reason = try #require(report.results.first { $0.outcome == .failed }?.reason)
        #expect(
            reason == "Twilio has no number in area code 916, US (21452); near it there are some: "
                + "--area-code 212, 415, 646")
        #expect(world.requests.count { $0.operation == "buy" } == 0)
    }

    @Test(arguments: [
        (21615, "--address-sid"), (21631, "--address-sid"), (21649, "--bundle-sid"), (21404, "upgrade"),
        (21452, "no number"),
    ])
    func `What a country asks for is named with the mend, and not asked for again`(code: Int, mend: String) async throws
    {
        let world = world()
        world.state.withLock { $0.refusal = code }
        let report = try await world.run()
        #expect(report.count(.failed) == 1 && report.count(.untried) == 2)
        #expect(report.results.first?.reason?.contains(mend) == true)
        #expect(report.results.first?.reason?.contains("\(code)") == true)
        #expect(world.requests.count { $0.operation == "buy" } == 1)
    }

    @Test func `An address and a bundle go along with the purchase`() async throws {
        let world = world(1)
        var policy = FakeWorld.policy
        (policy.addressSID, policy.bundleSID) = ("AD1", "BU1")
        #expect(try await world.run(policy).isClean)
        #expect(world.state.withLock { $0.numbers[0]["address_sid"] } == "AD1")
        #expect(world.state.withLock { $0.numbers[0]["bundle_sid"] } == "BU1")
    }

    @Test func `One person's failure does not stop the rest`() async throws {
        let world = world()
        world.state.withLock { state in
            state.fault = { _, request in
                request.operation == "update-user" && request.url.hasSuffix("00u1") ? .status(403) : nil
            }
        }
        let report = try await world.run()
        #expect(report.count(.failed) == 1 && report.count(.done) == 2 && report.left == 1)
        #expect(report.results.first { $0.outcome == .failed }?.reason?.contains("okta.users.manage") == true)
        world.state.withLock { $0.fault = nil }
        #expect(try await world.run().bought == 0)
        try await expectSettled(world)
    }

    @Test func `Who leaves between plan and purchase gets no number`() async throws {
        let world = world(2)
        let work = world.work()
        let plan = try await work.plan(deadline: inAnHour)
        world.add("00u0", mobile: "+12125551000", status: "DEPROVISIONED")
        let report = await work.apply(plan, deadline: inAnHour)
        #expect(report.isClean)
        #expect(report.count(.skipped) == 1 && report.bought == 1)
    }

    @Test func `Who has changed their mobile number since the plan keeps what they wrote`() async throws {
        let world = FakeWorld()
        world.add("00u0", mobile: "(212) 555-1000", primary: "+442071838750")
        let work = world.work()
        let plan = try await work.plan(deadline: inAnHour)
        world.add("00u0", mobile: "+12125557777", primary: "+442071838750")
        let report = await work.apply(plan, deadline: inAnHour)
        #expect(report.count(.skipped) == 1)
        #expect(world.requests.count { $0.operation == "update-user" } == 0)
    }

    @Test func `Two runs at the same time buy nothing twice`() async throws {
        let world = world(5)
        let plan = try await world.work().plan(deadline: inAnHour)
        let first = await world.work().apply(plan, deadline: inAnHour)
        // The second one made its plan before the first one did anything.
        let second = await world.work().apply(plan, deadline: inAnHour)
        #expect(first.bought == 5 && second.bought == 0 && second.isClean)
        try await expectSettled(world, people: 5)
    }

    @Test func `Okta that wants to be left alone for a minute gets its minute`() async throws {
        let world = world(1)
        let clock = HandClock()
        world.state.withLock { state in
            state.fault = { count, _ in count == 2 ? .status(429, headers: [("Retry-After", "60")]) : nil }
        }
        #expect(try await world.run(clock: clock).isClean)
        #expect(clock.pauses.reduce(.zero, +) >= .seconds(60))
    }

    @Test func `Whoever watches hears that Okta is asked again, and why`() async throws {
        let world = world(1)
        let heard = Mutex<[String]>([])
        world.state.withLock { state in
            state.fault = { _, request in
                request.upstream == "okta" && heard.withLock(\.isEmpty) ? .status(500) : nil
            }
        }
        _ = try await world.work(clock: HandClock()).plan(deadline: inAnHour) { progress in
            if case .again(let trouble) = progress { heard.withLock { $0.append(trouble) } }
        }
        #expect(heard.withLock(\.count) == 1)
        #expect(heard.withLock { $0.first?.contains("500") } == true)
    }

    @Test func `Twilio that fails for good ends the plan, within bounds`() async throws {
        let world = world(1)
        let clock = HandClock()
        world.state.withLock { $0.fault = { _, request in request.upstream == "twilio" ? .status(500) : nil } }
        await #expect(throws: NumbersFailure.self) { try await world.work(clock: clock).plan(deadline: inAnHour) }
        #expect(clock.pauses.reduce(.zero, +) < .seconds(180))
    }

    @Test func `Numbers of people who left are released after their entry is cleared`() async throws {
        let world = world(1)
        world.add("00uGone", primary: "+14155550100", status: "SUSPENDED")
        world.own("+14155550100")
        world.own("+14155550101", name: "voicegate:00uDeleted")
        world.own("+14155550102", name: "Reception")
        var policy = FakeWorld.policy
        policy.releasesInactive = true
        let report = try await world.run(policy)
        #expect(report.isClean)
        #expect(world.primary(of: "00uGone") == nil)
        #expect(Set(world.names()) == ["voicegate:00u0", "Reception"])
    }
}

/// Counts from 1.
final class Counter: Sendable {
    private let value = Mutex(0)

    func next() -> Int {
        value.withLock {
            $0 += 1
            return $0
        }
    }
}
