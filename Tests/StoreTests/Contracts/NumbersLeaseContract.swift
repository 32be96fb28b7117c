import CompanyNumbers
import Foundation
import Testing

@testable import Store

@Suite("Every keeper of the lease on company numbers")
struct NumbersLeaseContract {
    private let place: Place

    init() throws {
        place = try Place()
    }

    private func leases() async throws -> [any NumbersLease] {
        [MemoryNumbersLease(), try await place.open().numbersLease]
    }

    @Test func `The lease is held by one owner, who may prolong it, until it runs out`() async throws {
        for lease in try await leases() {
            #expect(try await lease.acquire(owner: "a", now: noon, until: noon + 10) == nil)
            #expect(
                try await lease.acquire(owner: "b", now: noon + 9, until: noon + 19)
                    == NumbersLeaseHolder(owner: "a", until: noon + 10))
            #expect(try await lease.acquire(owner: "a", now: noon + 9, until: noon + 20) == nil)
            #expect(try await lease.acquire(owner: "b", now: noon + 19.999, until: noon + 30)?.owner == "a")
            #expect(try await lease.acquire(owner: "b", now: noon + 20, until: noon + 30) == nil)
            #expect(try await lease.acquire(owner: "a", now: noon + 21, until: noon + 31)?.owner == "b")
        }
    }

    @Test func `The lease is given up by its owner only`() async throws {
        for lease in try await leases() {
            try await lease.release(owner: "a")
            #expect(try await lease.acquire(owner: "a", now: noon, until: noon + 10) == nil)
            try await lease.release(owner: "b")
            #expect(try await lease.acquire(owner: "b", now: noon, until: noon + 10)?.owner == "a")
            try await lease.release(owner: "a")
            #expect(try await lease.acquire(owner: "b", now: noon, until: noon + 10) == nil)
        }
    }

    @Test func `Of twenty owners at once exactly one gets the lease`() async throws {
        for lease in try await leases() {
            let granted = try await withThrowingTaskGroup(of: Bool.self) { group in
                for owner in 0..<20 {
                    group.addTask { try await lease.acquire(owner: "\(owner)", now: noon, until: noon + 10) == nil }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(granted == 1)
        }
    }
}
