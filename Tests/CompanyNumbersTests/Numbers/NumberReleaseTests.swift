import HTTPTransport
import CompanyNumbers
import PhoneNumbers
import Synchronization
import Testing

@Suite struct NumberReleaseTests {
    private func world() -> FakeWorld {
        let world = FakeWorld()
        world.add("00uAda", primary: "+14155550100")
        world.add("00uBob", primary: "+14155550101")
        for number in ["+14155550100", "+14155550101", "+14155559999"] { world.own(number) }
        return world
    }

    private var policy: NumbersPolicy {
        var policy = FakeWorld.policy
        policy.reserved = ["+14155559999"]
        return policy
    }

    private let number = PhoneNumber("+14155550100")

    @Test func `A number that is named is released and cleared, and no other`() async throws {
        let world = world()
        let work = world.work(policy)
        let release = try await work.findRelease(of: try #require(number), deadline: inAnHour)
        #expect(release.line == "- release  +14155550100 of 00uAda@example.com (00uAda)")
        #expect(world.names().count == 3)
        try await work.release(release, deadline: inAnHour)
        #expect(world.names() == ["+14155550101", "+14155559999"])
        #expect(world.primary(of: "00uAda") == nil)
        #expect(world.primary(of: "00uBob") == "+14155550101")
        let order = world.requests.map(\.operation).filter { $0 == "update-user" || $0 == "release" }
        #expect(order == ["update-user", "release"])
    }

    @Test func `The IVR's own number and one of somebody else's account are refused`() async throws {
        let world = world()
        let work = world.work(policy)
        for (text, code) in [("+14155559999", NumbersFailure.Code.reserved), ("+14155550177", .notOurs)] {
            let number = try #require(PhoneNumber(text))
            let failure = await #expect(throws: NumbersFailure.self) {
                try await work.findRelease(of: number, deadline: inAnHour)
            }
            #expect(failure?.code == code)
            #expect(failure?.description.contains(text) == false)
        }
    }

    @Test func `A release that ended after any request is finished by the next`() async throws {
        for step in 1...6 {
            let world = world()
            let wanted = try #require(number)
            world.state.withLock { $0.fault = { count, _ in count == step ? .cut : count > step ? .unsent : nil } }
            let broken = world.work(policy)
            if let release = try? await broken.findRelease(of: wanted, deadline: inAnHour) {
                try? await broken.release(release, deadline: inAnHour)
            }
            world.state.withLock { $0.fault = nil }
            let work = world.work(policy)
            if let release = try? await work.findRelease(of: wanted, deadline: inAnHour) {
                try await work.release(release, deadline: inAnHour)
            }
            #expect(world.names().count == 2, "ended at \(step)")
            #expect(world.primary(of: "00uAda") == nil, "ended at \(step)")
        }
    }

    @Test func `Who has another number by now keeps it`() async throws {
        let world = world()
        let work = world.work(policy)
        let release = try await work.findRelease(of: try #require(number), deadline: inAnHour)
        world.add("00uAda", primary: "+442071838750")
        try await work.release(release, deadline: inAnHour)
        #expect(world.primary(of: "00uAda") == "+442071838750")
    }

    @Test func `A list says whose each number is and whether it comes here`() async throws {
        let world = world()
        world.own("+14155550102", name: "voicegate:00uGone")
        world.own(
            "+14155550103", voice: FakeWorld.publicURL + "/call-forward", sms: FakeWorld.publicURL + "/sms-forward")
        let entries = try await world.work(policy).list(deadline: inAnHour)
        #expect(entries.map(\.use) == [.employee, .employee, .reserved, .bought, .unowned])
        #expect(entries.map(\.isWired) == [false, false, false, false, true])
        #expect(entries.map { $0.owners.map(\.id) } == [["00uAda"], ["00uBob"], [], ["00uGone"], []])
    }
}
