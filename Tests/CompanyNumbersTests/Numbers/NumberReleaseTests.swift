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
        for step in 1...8 {
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

    @Test(arguments: ["ACTIVE", "SUSPENDED"])
    func `Whose number is written otherwise in Okta is found, named and cleared`(status: String) async throws {
        let world = world()
        world.add("00uAda", primary: "(415) 555-0100", status: status)
        let work = world.work(policy)
        let release = try await work.findRelease(of: try #require(number), deadline: inAnHour)
        #expect(release.line == "- release  +14155550100 of 00uAda@example.com (00uAda)")
        try await work.release(release, deadline: inAnHour)
        #expect(world.primary(of: "00uAda") == nil)
    }

    @Test func `Who got a number that the search does not show yet is found by its friendly name`() async throws {
        let world = world()
        world.add("00uEve", primary: "+14155550109")
        world.own("+14155550109", name: "voicegate:00uEve")
        world.state.withLock { $0.indexed["00uEve"] = FakeWorld.Person(profile: ["login": "eve"]) }
        let work = world.work(policy)
        let found = try #require(PhoneNumber("+14155550109"))
        let release = try await work.findRelease(of: found, deadline: inAnHour)
        #expect(release.line == "- release  +14155550109 of 00uEve@example.com (00uEve)")
        try await work.release(release, deadline: inAnHour)
        #expect(world.primary(of: "00uEve") == nil)
    }

    @Test func `For whom a number was bought that is not theirs yet is named, and cleared if it became theirs`()
        async throws
    {
        let world = world()
        world.add("00uEve", primary: nil)
        world.own("+14155550109", name: "voicegate:00uEve")
        world.own("+14155550110", name: "Fay 00uFay")
        world.add("00uFay", primary: nil)
        let work = world.work(policy)
        let numbers = try ["+14155550109", "+14155550110", "+14155550101"].map { try #require(PhoneNumber($0)) }
        let releases = try await work.findReleases(of: numbers, deadline: inAnHour).map { try $0.get() }
        #expect(
            releases.map(\.line) == [
                "- release  +14155550109 bought for 00uEve@example.com (00uEve)",
                "- release  +14155550110 bought for 00uFay@example.com (00uFay)",
                "- release  +14155550101 of 00uBob@example.com (00uBob)",
            ])
        world.add("00uEve", primary: "+14155550109")
        try await work.release(releases[0], deadline: inAnHour)
        #expect(world.primary(of: "00uEve") == nil)
    }

    @Test func `While Okta does not say whose numbers are nothing is given back`() async throws {
        let world = world()
        world.state.withLock { $0.fault = { _, request in request.operation == "users" ? .status(403) : nil } }
        let wanted = try #require(number)
        let work = world.work(policy)
        await #expect(throws: NumbersFailure.self) { try await work.findRelease(of: wanted, deadline: inAnHour) }
    }

    @Test func `A number of somebody who is not active is theirs in plan and list, not nobody's`() async throws {
        let world = world()
        world.add("00uGus", primary: "+14155550105", status: "LOCKED_OUT")
        world.own("+14155550105")
        world.own("+14155550106")
        let plan = try await world.work(policy).plan(deadline: inAnHour)
        #expect(plan.findings.map(\.kind) == ["left", "unowned"])
        #expect(plan.findings.first?.text.contains("00uGus@example.com (00uGus)") == true)
        let entries = try await world.work(policy).list(deadline: inAnHour).filter { $0.use != .employee }
        #expect(entries.map(\.use) == [.reserved, .left, .unowned])
        #expect(entries[1].owners.map(\.id) == ["00uGus"])
    }

    @Test func `Names that would forge lines on a terminal are shown without what a terminal acts on`() {
        let name = PersonName(id: "00u1", login: "x\n+ buy evil\u{1B}[31m\u{202E}")
        #expect(name.text == "x\u{FFFD}+ buy evil\u{FFFD}[31m\u{FFFD} (00u1)")
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
