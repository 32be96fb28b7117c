import Clocks
import CompanyNumbers
import Foundation
import Synchronization
import Testing

@Suite struct LeasedRunTests {
    private let noon = Date(timeIntervalSince1970: 1_780_000_000)
    private let here = LeaseOwner(machine: "here", process: 100, run: "a")

    /// Pauses that end only with their task.
    private var still: Timing {
        Timing(
            now: { .now }, date: { [noon] in noon }, random: { 0 },
            sleep: { _ in try await Task.sleep(for: .seconds(3600)) })
    }

    private func run(_ lease: any NumbersLease, running: Bool = true) -> LeasedRun {
        LeasedRun(lease: lease, owner: here, timing: still, isRunning: { _ in running })
    }

    @Test func `What runs has the lease, and gives it back`() async throws {
        let lease = MemoryNumbersLease()
        let outcome = try await run(lease).run { [noon] in
            await lease.acquire(owner: "other", now: noon, until: noon + 10)?.owner
        }
        guard case .ran(let holder) = outcome else {
            Issue.record("it did not run")
            return
        }
        #expect(holder == here.text)
        #expect(await lease.acquire(owner: "other", now: noon, until: noon + 10) == nil)
    }

    @Test(arguments: [
        ("here/7/x", false, true), ("here/7/x", true, false), ("there/7/x", false, false), ("here/100/x", false, false),
        ("nonsense", false, false),
    ])
    func `A lease is taken over only from a process of this machine that is gone`(
        owner: String, isRunning: Bool, isTaken: Bool
    ) async throws {
        let lease = MemoryNumbersLease()
        _ = await lease.acquire(owner: owner, now: noon, until: noon + 60)
        let outcome = try await run(lease, running: isRunning).run { true }
        switch outcome {
        case .ran: #expect(isTaken)
        case .held(let holder):
            #expect(!isTaken)
            #expect(holder == NumbersLeaseHolder(owner: owner, until: noon + 60))
        }
    }

    @Test func `A lease that has run out is free`() async throws {
        let lease = MemoryNumbersLease()
        _ = await lease.acquire(owner: "there/1/x", now: noon - 60, until: noon)
        guard case .ran = try await run(lease).run({ true }) else {
            Issue.record("it did not run")
            return
        }
    }

    @Test func `What runs is cancelled when somebody else has the lease`() async throws {
        let lease = FickleLease()
        let timing = Timing(now: { .now }, date: { [noon] in noon }, random: { 0 }, sleep: { _ in await Task.yield() })
        let leased = LeasedRun(lease: lease, owner: here, timing: timing, isRunning: { _ in true })
        let outcome = try await leased.run {
            do {
                try await Task.sleep(for: .seconds(60))
                return "slept"
            } catch {
                return "cancelled"
            }
        }
        guard case .ran(let word) = outcome else {
            Issue.record("it did not run")
            return
        }
        #expect(word == "cancelled")
    }

    @Test func `A lease that cannot be asked for runs nothing`() async {
        await #expect(throws: BrokenLease.Broken.self) { try await run(BrokenLease()).run { Issue.record("it ran") } }
    }

    @Test func `An owner is written and read`() {
        #expect(LeaseOwner(here.text) == here)
        #expect(LeaseOwner("a/b") == nil)
        #expect(LeaseOwner("a/b/c") == nil)
    }
}

/// Gives the lease three times and then to somebody else.
private final class FickleLease: NumbersLease {
    private let asked = Mutex(0)

    func acquire(owner: String, now: Date, until: Date) async throws -> NumbersLeaseHolder? {
        let count = asked.withLock { count in
            count += 1
            return count
        }
        return count > 3 ? NumbersLeaseHolder(owner: "there/1/x", until: until) : nil
    }

    func release(owner: String) async throws {}
}

/// Cannot be reached.
private struct BrokenLease: NumbersLease {
    struct Broken: Error {}

    func acquire(owner: String, now: Date, until: Date) async throws -> NumbersLeaseHolder? { throw Broken() }
    func release(owner: String) async throws { throw Broken() }
}
