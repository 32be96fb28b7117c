import Audit
import Foundation
import Testing

@testable import CallFlow
@testable import Store

@Suite("Every sweeper")
struct SweeperContract {
    private let place: Place

    init() throws {
        place = try Place()
    }

    @Test("A sweep removes what has run out and keeps what is alive", arguments: Backend.allCases)
    func sweep(_ backend: Backend) async throws {
        let store = try await backend.open(place)
        for (number, expiry) in [(1, -1.0), (2, 0), (3, 0.001), (4, 60)] {
            #expect(
                try await store.save(.sample(number), over: 0, answer: .sample(), now: noon, expiresAt: noon + expiry))
            #expect(try await store.acquire(.sample(number), owner: "a", now: noon - 9, until: noon + expiry))
        }
        let user = UserID("00u1")
        for offset in [-2.0, -1, 0] { try await store.recordFailure(of: user, at: noon + offset) }

        #expect(
            try await store.sweep(now: noon, failuresBefore: noon - 1)
                == SweepReport(calls: 2, leases: 2, failures: 1))
        #expect(try await store.load(.sample(1)) == nil)
        #expect(try await store.load(.sample(2)) == nil)
        #expect(try await store.answer(of: .sample(1), at: 0) == nil)
        #expect(try await store.load(.sample(3)) != nil)
        #expect(try await store.load(.sample(4)) != nil)
        #expect(try await store.isHeld(.sample(4), now: noon))
        #expect(try await store.failures(of: user, since: .distantPast) == 2)
        #expect(try await store.sweep(now: noon, failuresBefore: noon - 1) == SweepReport())
    }

    @Test("A call that was saved again in time is kept", arguments: Backend.allCases)
    func prolonged(_ backend: Backend) async throws {
        let store = try await backend.open(place)
        for version in 0..<2 {
            #expect(
                try await store.save(
                    .sample(), over: version, answer: .sample("\(version)"), now: noon,
                    expiresAt: noon + 10 * Double(version + 1)))
        }
        #expect(try await store.sweep(now: noon + 15, failuresBefore: noon).calls == 0)
        #expect(try await store.answer(of: .sample(), at: 0) == .sample("0"))
    }

    @Test("A sweep of more than one batch removes all", arguments: Backend.allCases)
    func batches(_ backend: Backend) async throws {
        let store = try await backend.open(place)
        let user = UserID("00u1")
        for _ in 0..<450 { try await store.recordFailure(of: user, at: noon) }
        #expect(try await store.sweep(now: noon, failuresBefore: noon + 1).failures == 450)
    }

    @Test("A call that was swept can begin anew", arguments: Backend.allCases)
    func again(_ backend: Backend) async throws {
        let store = try await backend.open(place)
        #expect(try await store.save(.sample(), over: 0, answer: .sample(), now: noon, expiresAt: noon))
        _ = try await store.sweep(now: noon, failuresBefore: noon)
        #expect(try await store.save(.sample(), over: 0, .sample("again")))
        #expect(try await store.load(.sample())?.answer == .sample("again"))
    }

    @Test("The audit trail and the secrets are never swept", arguments: Backend.allCases)
    func kept(_ backend: Backend) async throws {
        let store = try await backend.open(place)
        _ = try await store.append(AuditEntry(time: noon - 1e9, kind: "old"))
        _ = try await store.value(named: "k") { Data([1]) }
        _ = try await store.sweep(now: noon, failuresBefore: noon)
        #expect(try await store.records(after: 0, limit: 10).count == 1)
        #expect(try await store.value(named: "k") { Data([2]) } == Data([1]))
    }

    @Test("A working store says that it can be written", arguments: Backend.allCases)
    func writable(_ backend: Backend) async throws {
        let writability = try await backend.open(place).isWritable()
        #expect(writability.isWritable)
        #expect(writability.reason == nil)
    }
}
