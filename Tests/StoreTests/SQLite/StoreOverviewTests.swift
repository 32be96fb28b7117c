import Audit
import CallFlow
import Foundation
import Testing

@testable import Store

@Suite struct StoreOverviewTests {
    private let place: Place

    init() throws {
        place = try Place()
    }

    @Test func `The calls touched last come first, and expired ones not at all`() async throws {
        let store = try await place.open()
        for number in 1...3 {
            _ = try await store.save(
                try .sample(number), over: 0, answer: .sample(), now: noon, expiresAt: noon + Double(number) * 60)
        }
        let calls = try await store.latestCalls(now: noon + 60, limit: 10)
        #expect(try calls.map(\.id) == [.sample(3), .sample(2)])
        #expect(try await store.latestCalls(now: noon, limit: 1).count == 1)
    }

    @Test func `A call that cannot be opened hides no other`() async throws {
        let store = try await place.open()
        for number in 1...2 { _ = try await store.save(try .sample(number), over: 0) }
        _ = try await store.database.write(
            "UPDATE calls SET state = ? WHERE id = ?", [.bytes(Data([0])), .text(try CallID.sample(1).value)])
        #expect(try await store.latestCalls(now: noon, limit: 5).map(\.id) == [.sample(2)])
    }

    @Test func `Failures are counted by person, the most first`() async throws {
        let store = try await place.open()
        for (user, seconds) in [("a", 1.0), ("b", 2), ("b", 3), ("c", -1)] {
            try await store.recordFailure(of: UserID(user), at: noon + seconds)
        }
        #expect(
            try await store.failureCounts(since: noon, limit: 5) == [
                FailureCount(user: UserID("b"), count: 2, lastAt: noon + 3),
                FailureCount(user: UserID("a"), count: 1, lastAt: noon + 1),
            ])
    }

    @Test func `The end of the audit trail is read backwards, and its kinds are counted`() async throws {
        let store = try await place.open()
        for (kind, seconds) in [("old", -5.0), ("one", 0), ("two", 1), ("one", 2)] {
            _ = try await store.append(AuditEntry(time: noon + seconds, kind: kind))
        }
        #expect(try await store.latestRecords(limit: 2).map(\.sequence) == [4, 3])
        #expect(
            try await store.auditCounts(since: noon, limit: 5) == [
                AuditCount(kind: "one", details: "{}", count: 2), AuditCount(kind: "two", details: "{}", count: 1),
            ])
    }
}
