import CallFlow
import Foundation
import Logging
import Store
import Synchronization
import Testing

@testable import Web

@Suite("The lease of a watch")
struct WatchLeaseTests {
    private let noon = Date(timeIntervalSince1970: 1_800_000_000)

    @Test func `A lease that is not held is low`() {
        #expect(WatchLease().isLow(before: 0, now: noon))
    }

    @Test(arguments: [(2.0, 2), (1.0, 4), (0.5, 8), (5.0, 2), (13.0, 2)])
    func `One grant is enough for several questions`(wait: Double, questions: Int) {
        let lease = WatchLease(until: noon + WatchLease.length(for: wait))
        // A question takes a tenth of a second.
        let free = (0...100).prefix { !lease.isLow(before: wait, now: noon + Double($0) * (wait + 0.1)) }
        #expect(free.count >= questions - 1 && free.count <= questions + 1)
        #expect(free.count > 1)
    }

    @Test(arguments: [0.1, 1, 2, 5, 20, 60])
    func `What is left outlives the wait and a usual answer`(wait: Double) {
        let lease = WatchLease(until: noon + WatchLease.length(for: wait))
        for tenth in 0..<2000 {
            let now = noon + Double(tenth) / 10
            guard !lease.isLow(before: wait, now: now) else { break }
            #expect(lease.until ?? noon >= now + wait + 2)
        }
    }

    @Test(arguments: [0.1, 1, 2])
    func `At usual waits another instance takes over within seven seconds`(wait: Double) {
        #expect(WatchLease.length(for: wait) == 7)
    }

    @Test(arguments: [(14.0, 30.0), (20, 30), (50, 58), (90, 98)])
    func `Long waits are no longer than the lease, and the lease not much longer`(wait: Double, length: Double) {
        #expect(WatchLease.length(for: wait) == length)
    }

    @Test func `A wait that grows makes a lease low`() {
        let lease = WatchLease(until: noon + 10)
        #expect(!lease.isLow(before: 2, now: noon + 1))
        #expect(lease.isLow(before: 20, now: noon + 1))
    }

    @Test func `A clock that was put back makes it low`() {
        let lease = WatchLease(until: noon + 10)
        #expect(lease.isLow(before: 2, now: noon - 3600))
    }

    @Test func `Many questions cost one transaction`() async throws {
        let leases = CountedLeases()
        let house = try await House(.found(.only(.push)), leases: leases, pollInterval: 0.005)
        try await house.test { line in
            _ = try await line.press("1", at: try await line.welcome())
            try await eventually { house.challenger.seen.polls >= 30 }
        }
        // One for about seven seconds of polls.
        #expect(leases.granted <= 1 + house.challenger.seen.polls / 30)
    }

    @Test func `Nothing is asked while another instance holds the lease`() async throws {
        let leases = CountedLeases()
        let house = try await House(.found(.only(.push)), leases: leases, pollInterval: 0.005)
        try await house.test { line in
            let id = try #require(CallID(line.sid))
            _ = await leases.memory.acquire(id, owner: "two", now: Date(), until: Date() + 60)
            _ = try await line.press("1", at: try await line.welcome())
            try await eventually { await house.driver.watcher.count == 0 && leases.refused == 1 }
            #expect(await leases.memory.isHeld(id, now: Date()))
        }
        #expect(house.challenger.seen.polls == 0)
    }

    @Test func `A call that is watched anew keeps its lease`() async throws {
        let leases = CountedLeases()
        let house = try await House(.found(.only(.push)), leases: leases)
        let id = try #require(CallID("CA00000000000000000000000000000009"))
        let watch = PushWatch(
            id: id, push: PushTransaction(pollURL: "p", cancelURL: "c", expiresAt: nil), number: nil,
            endsAt: .distantFuture, interval: 3600)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        await house.driver.watcher.start(watch, driver: house.driver, logger: logger)
        try await eventually { leases.granted == 1 }
        await house.driver.watcher.start(watch, driver: house.driver, logger: logger)
        try await eventually { leases.granted == 2 }
        #expect(await leases.memory.isHeld(id, now: Date()))
        #expect(leases.released == 0)
        await house.driver.watcher.stop(id)
        try await eventually { leases.released == 1 }
        #expect(await !leases.memory.isHeld(id, now: Date()))
    }

    @Test(arguments: [(-30.0, true), (-90, false)])
    func `A watch in trouble goes on for a minute after its push, and no longer`(end: Double, goesOn: Bool) async throws
    {
        let house = try await House(
            .found(.only(.push)), store: BrokenStore(), leases: MemoryStore(), pollInterval: 0.005)
        house.challenger.answerPush(.approved)
        let id = try #require(CallID("CA00000000000000000000000000000009"))
        let watch = PushWatch(
            id: id, push: PushTransaction(pollURL: "p", cancelURL: "c", expiresAt: nil), number: nil,
            endsAt: Date() + end, interval: 0.005)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        await house.driver.watcher.start(watch, driver: house.driver, logger: logger)
        try await eventually {
            await goesOn ? house.challenger.seen.polls >= 3 : !house.driver.watcher.isWatching(id)
        }
        #expect(await house.driver.watcher.isWatching(id) == goesOn)
        await house.driver.watcher.stop(id)
    }
}

/// Leases in memory that count what was asked of them.
private final class CountedLeases: WatchLeases {
    let memory = MemoryStore()
    private let counts = Mutex((granted: 0, refused: 0, released: 0))

    var granted: Int { counts.withLock { $0.granted } }
    var refused: Int { counts.withLock { $0.refused } }
    var released: Int { counts.withLock { $0.released } }

    func acquire(_ id: CallID, owner: String, now: Date, until: Date) async -> Bool {
        let isGranted = await memory.acquire(id, owner: owner, now: now, until: until)
        counts.withLock { counts in if isGranted { counts.granted += 1 } else { counts.refused += 1 } }
        return isGranted
    }

    func release(_ id: CallID, owner: String) async {
        await memory.release(id, owner: owner)
        counts.withLock { $0.released += 1 }
    }

    func isHeld(_ id: CallID, now: Date) async -> Bool { await memory.isHeld(id, now: now) }
}
