import CompanyNumbers
import HTTPTransport
import Synchronization
import Testing

@Suite struct NumbersRefusalTests {
    @Test(arguments: [401, 403])
    func `Okta that lets nobody be written ends the purchases after the first`(status: Int) async throws {
        let world = FakeWorld()
        for index in 0..<6 { world.add("00u\(index)", mobile: "+1212555\(1000 + index)") }
        world.stock(40)
        world.state.withLock { $0.fault = { _, request in request.operation == "update-user" ? .status(status) : nil } }
        let report = try await world.run()
        #expect(world.state.withLock(\.purchases) == 1)
        #expect(!report.isClean && report.left == 6)
        #expect(report.count(.failed) == (status == 401 ? 1 : 3))
        #expect(report.count(.untried) == (status == 401 ? 5 : 3))
        #expect(report.complaints.count == report.count(.failed) + 1)
        #expect(report.lines == ["1 bought, 0 of 6 done, 0 not needed any more, 6 failed, 6 still without a number."])
        world.state.withLock { $0.fault = nil }
        #expect(try await world.run().bought == 5)
        #expect((0..<6).allSatisfy { world.primary(of: "00u\($0)") != nil })
    }

    @Test func `One person whom Okta does not let us write costs nobody else their number`() async throws {
        let world = FakeWorld()
        for index in 0..<6 { world.add("00u\(index)", mobile: "+1212555\(1000 + index)") }
        world.stock(40)
        world.state.withLock {
            $0.fault = { _, request in
                let isAdministrator = ["00u0", "00u1"].contains { request.url.hasSuffix($0) }
                return request.operation == "update-user" && isAdministrator ? .status(403) : nil
            }
        }
        let report = try await world.run()
        #expect(report.count(.done) == 4 && report.count(.failed) == 2 && report.bought == 5)
        // Of the second one nothing was bought: the write that changes nothing was refused first.
        #expect(world.names().contains("voicegate:00u0") && !world.names().contains("voicegate:00u1"))
    }
}
