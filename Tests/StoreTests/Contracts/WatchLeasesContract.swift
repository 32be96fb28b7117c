import Foundation
import Testing

@testable import CallFlow
@testable import Store

@Suite("Every keeper of leases")
struct WatchLeasesContract {
    private let place: Place

    init() throws {
        place = try Place()
    }

    @Test("A lease is held by one owner, who may prolong it, until it runs out", arguments: Backend.allCases)
    func life(_ backend: Backend) async throws {
        let leases = try await backend.open(place)
        let id = try CallID.sample()
        #expect(try await !leases.isHeld(id, now: noon))
        #expect(try await leases.acquire(id, owner: "a", now: noon, until: noon + 10))
        #expect(try await leases.isHeld(id, now: noon))
        #expect(try await !leases.acquire(id, owner: "b", now: noon + 9, until: noon + 19))
        #expect(try await leases.acquire(id, owner: "a", now: noon + 9, until: noon + 20))
        #expect(try await !leases.acquire(id, owner: "b", now: noon + 10, until: noon + 30))
        #expect(try await leases.isHeld(id, now: noon + 19.999))
        #expect(try await !leases.isHeld(id, now: noon + 20))
        #expect(try await leases.acquire(id, owner: "b", now: noon + 20, until: noon + 30))
        #expect(try await !leases.acquire(id, owner: "a", now: noon + 21, until: noon + 31))
    }

    @Test("A lease is released by its owner only", arguments: Backend.allCases)
    func release(_ backend: Backend) async throws {
        let leases = try await backend.open(place)
        let id = try CallID.sample()
        try await leases.release(id, owner: "a")
        #expect(try await leases.acquire(id, owner: "a", now: noon, until: noon + 10))
        try await leases.release(id, owner: "b")
        #expect(try await leases.isHeld(id, now: noon))
        try await leases.release(id, owner: "a")
        #expect(try await !leases.isHeld(id, now: noon))
        #expect(try await leases.acquire(id, owner: "b", now: noon, until: noon + 10))
    }

    @Test("Leases of different calls do not meet", arguments: Backend.allCases)
    func separate(_ backend: Backend) async throws {
        let leases = try await backend.open(place)
        #expect(try await leases.acquire(.sample(1), owner: "a", now: noon, until: noon + 10))
        #expect(try await leases.acquire(.sample(2), owner: "b", now: noon, until: noon + 10))
        try await leases.release(.sample(1), owner: "a")
        #expect(try await leases.isHeld(.sample(2), now: noon))
    }

    @Test("Of twenty owners at once exactly one gets the lease", arguments: Backend.allCases)
    func race(_ backend: Backend) async throws {
        let leases = try await backend.open(place)
        let granted = try await withThrowingTaskGroup(of: Bool.self) { group in
            for owner in 0..<20 {
                group.addTask { try await leases.acquire(.sample(), owner: "\(owner)", now: noon, until: noon + 10) }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(granted == 1)
    }
}
