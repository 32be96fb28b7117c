import Delivery
import Foundation
import Testing

@testable import Store

@Suite("Deliveries in a SQLite file over time and among instances")
struct DeliveryKeepingTests {
    private let place: Place

    init() throws {
        place = try Place()
    }

    private func rows(_ table: String, _ store: SQLStore) async throws -> Int {
        try await store.database.read("SELECT count(*) FROM \(table)", []).first?.number(0) ?? -1
    }

    // MARK: Instances

    @Test func `Of two instances that claim an event at once exactly one has it`() async throws {
        let stores = [try await place.open(), try await place.open()]
        for round in 0..<40 {
            let message = try CodeMessage.sample("e\(round)")
            let claims = try await withThrowingTaskGroup(of: EventClaim.self) { group in
                for (index, store) in stores.enumerated() {
                    group.addTask {
                        try await store.claim(message, owner: "o\(index)", now: noon, until: noon + 10, counting: [])
                    }
                }
                return try await group.reduce(into: [EventClaim]()) { $0.append($1) }
            }
            #expect(Set(claims) == [.claimed, .inProgress])
        }
    }

    @Test func `Two instances together count up to the limit, in all counts or in none`() async throws {
        let stores = [try await place.open(), try await place.open()]
        let user = SendCharge(
            key: LedgerKey(scope: .user, value: "00u1"), limit: 100, seconds: 600, refusal: .perUser)
        let allowed = try await withThrowingTaskGroup(of: PolicyRefusal?.self) { group in
            for copy in 0..<60 {
                group.addTask { try await stores[copy % 2].count([user, .sample(limit: 7)], now: noon) }
            }
            return try await group.reduce(into: 0) { $0 += $1 == nil ? 1 : 0 }
        }
        #expect(allowed == 7)
        let counts = try await stores[0].database.read("SELECT sends FROM send_counts", [])
        #expect(try counts.map { try $0.number(0) } == [7, 7])
    }

    @Test func `Of two instances that take jobs at once each job has one`() async throws {
        let stores = [try await place.open(), try await place.open()]
        try await stores[0].enqueue((0..<50).map { try .sample("j\($0)") })
        let taken = try await withThrowingTaskGroup(of: [String].self) { group in
            for worker in 0..<10 {
                group.addTask {
                    try await stores[worker % 2]
                        .claimDue(owner: "w\(worker)", now: noon, until: noon + 60, limit: 5).map(\.id)
                }
            }
            return try await group.reduce(into: [String]()) { $0 += $1 }
        }
        #expect(taken.count == 50)
        #expect(Set(taken).count == 50)
    }

    @Test func `All that is known of a delivery outlives a process that is killed`() async throws {
        let store = try await place.open()
        try await store.deliver(.sample())
        for _ in 0..<4 { #expect(try await store.count([.sample()], now: noon) == nil) }
        for _ in 0..<5 { _ = try await store.recordFailure(of: "p1", now: noon) }
        try await store.enqueue([.sample()])
        // The folder of the copy is there as long as this name is used.
        let copy = try place.snapshot()
        let after = try await copy.open()
        #expect(
            try await after.claim(.sample(), owner: "b", now: noon + 1, until: noon + 11, counting: [])
                == .answered(.sample))
        #expect(try await after.message(of: "e1", now: noon) == .sample())
        #expect(try await after.sends(of: "e1").map(\.reference) == ["r1"])
        #expect(try await after.openSend(by: "p1", to: CodeMessage.sample().destination, since: noon) != nil)
        #expect(try await after.count([.sample()], now: noon) == .perNumber)
        #expect(try await after.states()["p1"]?.phase(at: noon) == .open)
        #expect(
            try await after.claimDue(owner: "b", now: noon, until: noon + 60, limit: 9) == [
                OutboxItem(id: "j1", job: try OutboxItem.sample().job, tries: 1, createdAt: noon)
            ])
        withExtendedLifetime(copy) {}
    }

    // MARK: Counts

    @Test func `What was counted and taken back leaves no count behind`() async throws {
        let store = try await place.open()
        let user = SendCharge(key: LedgerKey(scope: .user, value: "00u1"), limit: 1, seconds: 60, refusal: .perUser)
        #expect(try await store.count([user], now: noon) == nil)
        #expect(try await store.count([.sample(limit: 1), user], now: noon) == .perUser)
        // Its count would end too early, had it begun with the send that was refused.
        #expect(try await store.count([.sample(limit: 1)], now: noon + 500) == nil)
        #expect(try await store.count([.sample(limit: 1)], now: noon + 1000) == .perNumber)
        #expect(try await store.count([.sample(limit: 1)], now: noon + 1100) == nil)
    }

    @Test func `A limit of none lets nothing through, and a bar goes before it`() async throws {
        let store = try await place.open()
        #expect(try await store.count([.sample(limit: 0)], now: noon) == .perNumber)
        _ = try await store.bar(SendCharge.sample().key, until: noon + 60, occasion: "e1", now: noon)
        #expect(try await store.count([.sample(limit: 0)], now: noon) == .barred)
    }

    // MARK: Sweep

    @Test func `A sweep wipes expired messages and removes what is old, in batches`() async throws {
        let store = try await place.open()
        for index in 0..<450 { try await store.deliver(.sample("e\(index)"), now: noon + Double(index) * 600) }
        try await store.deliver(.sample("new"), now: noon + SQLStore.historyLife)
        try await store.enqueue([.sample("j1"), .sample("j2"), .sample("j3")])
        try await store.done("j1", now: noon)
        let now = noon + SQLStore.historyLife + 450 * 600
        try await store.done("j2", now: now)
        _ = try await store.bar(LedgerKey(scope: .user, value: "00u9"), until: now + 1, occasion: "e1", now: now)

        let report = try await store.sweep(now: now, failuresBefore: now)
        #expect(report == SweepReport(messages: 1, deliveries: 450, counts: 1, jobs: 1))
        #expect(try await rows("deliveries", store) == 1)
        #expect(try await rows("sends", store) == 1)
        #expect(try await rows("send_counts", store) == 2)
        #expect(try await rows("outbox", store) == 2)
        #expect(try await store.sweep(now: now, failuresBefore: now) == SweepReport())
        #expect(try await store.sweep(now: now + 1, failuresBefore: now) == SweepReport(counts: 1))
    }

    @Test func `Nothing is swept before its time`() async throws {
        let store = try await place.open()
        try await store.deliver(.sample())
        try await store.enqueue([.sample()])
        try await store.done("j1", now: noon)
        #expect(try await store.sweep(now: noon + 299, failuresBefore: noon) == SweepReport())
        #expect(try await store.sweep(now: noon + 600, failuresBefore: noon) == SweepReport(messages: 1, counts: 1))
        let jobs = try await store.sweep(now: noon + SQLStore.doneJobLife, failuresBefore: noon)
        #expect(jobs == SweepReport())
        let later = try await store.sweep(now: noon + SQLStore.historyLife, failuresBefore: noon)
        #expect(later == SweepReport(jobs: 1))
        try await store.enqueue([.sample()])
        #expect(try await store.claimDue(owner: "a", now: noon, until: noon + 60, limit: 9).count == 1)
    }

    @Test(
        "A NUL in what others name things by stops nothing, and is found again",
        arguments: [Backend.sqliteFile, .postgres])
    func nul(_ backend: Backend) async throws {
        let store = try await backend.open(place)
        guard let store = store as? SQLStore else { return }
        let report = DeliveryReport(
            provider: "p1", reference: "a\0b", eventID: nil, status: .delivered, detail: "c\0d")
        let item = OutboxItem(id: "report p1 a\0b", job: .report(report), createdAt: noon)
        try await store.enqueue([item])
        let taken = try await store.claimDue(owner: "a", now: noon, until: noon + 10, limit: 10)
        #expect(taken.map(\.id) == [item.id])
        #expect(try await store.claimDue(owner: "b", now: noon, until: noon + 10, limit: 10).isEmpty)
        try await store.done(item.id, now: noon)
        #expect(try await store.backlog().count == 0)

        let message = try CodeMessage.sample("e1")
        let attempt = DeliveryAttempt(
            provider: "p1", stage: .accepted, reference: "r\0", detail: "x\0y", startedAt: noon)
        try await store.finish(message, outcome: .sample, attempts: [attempt], now: noon)
        let again = DeliveryReport(provider: "p1", reference: "r\0", eventID: nil, status: .sent, detail: nil)
        #expect(try await store.sends(of: "e1").count == 1)
        _ = try await store.advance(again)
    }
}
