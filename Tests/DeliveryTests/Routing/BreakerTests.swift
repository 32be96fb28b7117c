import Clocks
import Dispatch
import Foundation
import Synchronization
import Testing

@testable import Delivery

@Suite("Breaker")
struct BreakerTests {
    let house = House()

    struct FailingStore: BreakerStore {
        struct Down: Error {}
        func states() async throws -> [ProviderID: BreakerState] { throw Down() }
        func recordFailure(of provider: ProviderID, now: Date) async throws -> BreakerState { throw Down() }
        func recordSuccess(of provider: ProviderID) async throws { throw Down() }
        func tryProbe(of provider: ProviderID, now: Date) async throws -> Bool { throw Down() }
    }

    @Test("Instances learn from each other's failures, and one of them has the probe")
    func shared() async throws {
        let instances = [house.breaker(), house.breaker()]
        for turn in 0..<5 { await instances[turn % 2].failed("a").value }
        for instance in instances {
            await instance.refresh()
            #expect(await instance.permission(for: "a") == .skipped)
        }
        house.time.advance(by: .seconds(30))
        let permissions = [
            await instances[0].permission(for: "a"), await instances[1].permission(for: "a"),
            await instances[0].permission(for: "a"),
        ]
        #expect(permissions == [.probe, .skipped, .skipped])
        await instances[0].succeeded("a")?.value
        await instances[1].refresh()
        #expect(await instances[1].permission(for: "a") == .allowed)
    }

    @Test("Without its store a breaker goes by what this instance sees")
    func storeDown() async throws {
        let breaker = Breaker(store: FailingStore(), timing: house.time.timing, logger: house.logs.logger)
        for _ in 0..<4 { await breaker.failed("a").value }
        #expect(await breaker.permission(for: "a") == .allowed)
        await breaker.failed("a").value
        #expect(await breaker.permission(for: "a") == .skipped)
        house.time.advance(by: .seconds(30))
        #expect(await breaker.permission(for: "a") == .probe)
        #expect(await breaker.permission(for: "a") == .skipped)
        await breaker.failed("a").value
        house.time.advance(by: .seconds(29))
        #expect(await breaker.permission(for: "a") == .skipped)
        house.time.advance(by: .seconds(1))
        #expect(await breaker.permission(for: "a") == .probe)
        await breaker.succeeded("a")?.value
        #expect(await breaker.permission(for: "a") == .allowed)
        #expect(breaker.states.isEmpty)
    }

    @Test("A pause that a clock an hour ahead has set is over when the clock is put back; one a little ahead is not")
    func clockPutBack() throws {
        let (now, rules) = (ManualTime.date, BreakerRules())
        var state = BreakerState()
        for _ in 0..<5 { state = state.failed(at: now + 3600, rules: rules) }
        #expect(state.phase(at: now + 3600) == .open)
        #expect(state.phase(at: now + 3597) == .open)
        #expect(state.phase(at: now) == .halfOpen)
        let probing = try #require(state.probing(at: now, rules: rules))
        #expect(probing.phase(at: now + 9) == .open)
        #expect(probing.phase(at: now + 10) == .halfOpen)
        #expect(probing.phase(at: now - 3600) == .halfOpen)
        #expect(probing.failed(at: now + 1, rules: rules).openUntil == now + 31)
    }

    /// A thread as a connection has one.
    private final class OwnThread: TaskExecutor {
        private let queue = DispatchQueue(label: "one thread")

        func enqueue(_ job: consuming ExecutorJob) {
            let job = UnownedJob(job)
            queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
        }
    }

    /// Says where it is read.
    private struct ReadStore: BreakerStore {
        let isReadOnOwnThread = AsyncStream<Bool>.makeStream()

        func states() async throws -> [ProviderID: BreakerState] {
            let executor = withUnsafeCurrentTask { $0?.unownedTaskExecutor?.asTaskExecutor() }
            isReadOnOwnThread.continuation.yield(executor is OwnThread)
            return [:]
        }
        func recordFailure(of provider: ProviderID, now: Date) async throws -> BreakerState { BreakerState() }
        func recordSuccess(of provider: ProviderID) async throws {}
        func tryProbe(of provider: ProviderID, now: Date) async throws -> Bool { true }
    }

    @Test("What others know is asked for on the thread of the request that finds it old")
    func refreshesOnOneThread() async {
        let store = ReadStore()
        let breaker = Breaker(store: store, timing: house.time.timing, logger: house.logs.logger)
        let isOwn = await withTaskExecutorPreference(OwnThread()) {
            _ = await breaker.permission(for: "a")
            return await store.isReadOnOwnThread.stream.first { _ in true }
        }
        #expect(isOwn == true)
    }

    /// Hears of failures, and answers the first of them when it is told to.
    final class LateStore: BreakerStore {
        private let asked = AsyncStream<Void>.makeStream()
        private let answers = AsyncStream<Void>.makeStream()
        private let failures = Mutex([5, 1])

        func untilAsked() async { for await _ in asked.stream { return } }
        func answer() { answers.continuation.finish() }

        func states() async throws -> [ProviderID: BreakerState] { [:] }
        func recordSuccess(of provider: ProviderID) async throws {}
        func tryProbe(of provider: ProviderID, now: Date) async throws -> Bool { true }
        func recordFailure(of provider: ProviderID, now: Date) async throws -> BreakerState {
            let failures = failures.withLock { $0.removeFirst() }
            asked.continuation.yield()
            for await _ in answers.stream {}
            return BreakerState(failures: failures, openUntil: failures == 5 ? now.addingTimeInterval(30) : nil)
        }
    }

    @Test("What the store says of failures before a success does not open a breaker after it")
    func outOfDate() async throws {
        let store = LateStore()
        let breaker = Breaker(store: store, timing: house.time.timing, logger: house.logs.logger)
        let before = breaker.failed("a")
        await store.untilAsked()
        breaker.succeeded("a")
        let after = breaker.failed("a")
        store.answer()
        await before.value
        await after.value
        #expect(breaker.states["a"]?.failures == 1)
        #expect(await breaker.permission(for: "a") == .allowed)
    }
}
