import Clocks
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
