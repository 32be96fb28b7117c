import Clocks
import Delivery
import Foundation
import Logging
import Synchronization
import Testing

@testable import Web

@Suite("The turnstile before the telephony hook")
struct TurnstileTests {
    private static let limits = TurnstileLimits(budget: .milliseconds(2500), fewest: 4, most: 100)
    private let clock = StepClock()
    private let logs = LogBook()

    private func turnstile(_ limits: TurnstileLimits = Self.limits) -> Turnstile {
        Turnstile(limits: limits, timing: clock.timing, logger: logs.logger)
    }

    /// Lets the probe find the same lag often enough for it to count.
    private func measure(_ lag: Duration, _ turnstile: Turnstile, times: Int = 40) async {
        clock.lag.withLock { $0 = lag }
        clock.rounds.withLock { $0 = times }
        await turnstile.watch()
    }

    private func enter(_ turnstile: Turnstile, _ count: Int, _ name: String = "e") -> [Turnstile.Admission] {
        (0..<count).map { turnstile.enter("\(name)\($0)", arrivedAt: clock.now) }
    }

    @Test("Many hooks that wait for a provider on an idle machine are let in, up to a bound")
    func hanging() async {
        let turnstile = turnstile()
        await measure(.milliseconds(2), turnstile)
        #expect(enter(turnstile, 100).allSatisfy { $0 == .admitted })
        #expect(enter(turnstile, 2, "more") == [.turnedAway(.crowd), .turnedAway(.crowd)])
        turnstile.leave(arrivedAt: clock.now)
        #expect(turnstile.enter("one", arrivedAt: clock.now) == .admitted)
    }

    @Test("The longer tasks wait for a thread the more are turned away, and it ends by itself")
    func lag() async {
        let turnstile = turnstile()
        #expect(enter(turnstile, 4, "first").allSatisfy { $0 == .admitted })
        await measure(.milliseconds(99), turnstile)
        #expect(enter(turnstile, 20, "calm").allSatisfy { $0 == .admitted })
        await measure(.milliseconds(154), turnstile)
        let half = enter(turnstile, 20, "half").count { $0 == .turnedAway(.lag) }
        #expect((9...11).contains(half))
        await measure(.milliseconds(400), turnstile)
        #expect(enter(turnstile, 20, "full").allSatisfy { $0 == .turnedAway(.lag) })
        await measure(.zero, turnstile)
        #expect(enter(turnstile, 20, "after").allSatisfy { $0 == .admitted })
    }

    @Test("On a busy machine no more are let in than are answered soon enough, and more again when they are")
    func crowd() async {
        let turnstile = turnstile(TurnstileLimits(budget: .milliseconds(2500), fewest: 4, first: 20, most: 100))
        #expect(enter(turnstile, 20, "calm").allSatisfy { $0 == .admitted })
        await measure(.milliseconds(25), turnstile)
        #expect(turnstile.enter("full", arrivedAt: clock.now) == .turnedAway(.crowd))
        for _ in 0..<10 { turnstile.leave(arrivedAt: clock.now - .milliseconds(1500)) }
        await measure(.milliseconds(25), turnstile, times: 1)
        #expect(turnstile.enter("smaller", arrivedAt: clock.now) == .turnedAway(.crowd))
        for _ in 0..<4 { turnstile.leave(arrivedAt: clock.now - .milliseconds(500)) }
        await measure(.milliseconds(25), turnstile, times: 1)
        #expect(enter(turnstile, 8, "larger").count { $0 == .admitted } == 7)
        await measure(.zero, turnstile)
        #expect(enter(turnstile, 20, "idle").allSatisfy { $0 == .admitted })
    }

    @Test("On a busy machine hooks that wait for a provider are no reason to turn others away")
    func hangingOnBusyMachine() async {
        let waiting = Mutex(0)
        let turnstile = Turnstile(
            limits: Self.limits, waiting: { waiting.withLock { $0 } }, timing: clock.timing, logger: logs.logger)
        #expect(enter(turnstile, 10, "first").allSatisfy { $0 == .admitted })
        await measure(.milliseconds(400), turnstile)
        waiting.withLock { $0 = 10 }
        #expect(enter(turnstile, 3, "second").allSatisfy { $0 == .admitted })
        waiting.withLock { $0 = 2 }
        #expect(turnstile.enter("third", arrivedAt: clock.now) == .turnedAway(.lag))
    }

    @Test("A short hiccup, or a busy machine with few hooks, turns nobody away")
    func hiccup() async {
        let turnstile = turnstile()
        #expect(enter(turnstile, 3, "few").allSatisfy { $0 == .admitted })
        await measure(.seconds(2), turnstile)
        #expect(turnstile.enter("alone", arrivedAt: clock.now) == .admitted)
        await measure(.zero, turnstile)
        await measure(.milliseconds(140), turnstile, times: 1)
        #expect(enter(turnstile, 20, "calm").allSatisfy { $0 == .admitted })
    }

    @Test("While the probe itself does not come back, that counts")
    func probeLost() async {
        let turnstile = turnstile()
        #expect(enter(turnstile, 4, "first").allSatisfy { $0 == .admitted })
        clock.isStuck.withLock { $0 = true }
        clock.rounds.withLock { $0 = 1 }
        let watch = Task { await turnstile.watch() }
        await clock.untilStuck()
        clock.advance(by: .milliseconds(550))
        #expect(enter(turnstile, 5, "late").allSatisfy { $0 == .turnedAway(.lag) })
        clock.release()
        await watch.value
    }

    @Test("A request that waited for two fifths of the budget is turned away also when it is the only one")
    func age() {
        let turnstile = turnstile()
        #expect(turnstile.enter("young", arrivedAt: clock.now - .milliseconds(999)) == .admitted)
        #expect(turnstile.enter("old", arrivedAt: clock.now - .milliseconds(1001)) == .turnedAway(.late))
    }

    @Test("Copies get the answer of their event: those let in are let in, those turned away are turned away")
    func copies() {
        let turnstile = turnstile(TurnstileLimits(budget: .milliseconds(2500), fewest: 0, most: 1))
        #expect(turnstile.enter("a", arrivedAt: clock.now) == .admitted)
        #expect(turnstile.enter("b", arrivedAt: clock.now) == .turnedAway(.crowd))
        #expect(turnstile.enter("a", arrivedAt: clock.now - .seconds(9)) == .admitted)
        turnstile.leave(arrivedAt: clock.now)
        turnstile.leave(arrivedAt: clock.now)
        #expect(turnstile.enter("b", arrivedAt: clock.now) == .turnedAway(.again))
        #expect(turnstile.enter("c", arrivedAt: clock.now) == .admitted)
    }

    @Test("The log hears of it every ten seconds at most, and when it is over")
    func lines() async {
        let turnstile = turnstile(TurnstileLimits(budget: .milliseconds(2500), fewest: 0, most: 0))
        for _ in 0..<3 {
            _ = enter(turnstile, 50, "\(clock.now)")
            clock.advance(by: .seconds(4))
        }
        #expect(logs.lines.count == 1)
        _ = enter(turnstile, 1, "later")
        #expect(logs.lines.count == 2)
        #expect(logs.lines.last?.contains("150 turned away") == true)
        clock.advance(by: .seconds(11))
        await measure(.zero, turnstile, times: 2)
        #expect(logs.lines.count == 3)
        #expect(logs.lines.last?.contains("taken again") == true)
    }

    @Test("Only so many events are remembered")
    func memory() {
        var events = RecentEvents(capacity: 3)
        for name in ["a", "b", "b", "c", "d"] { events.insert(name) }
        #expect(["a", "b", "c", "d"].map { events.contains($0) } == [false, true, true, true])
    }
}

/// A clock that runs only while somebody sleeps, who wakes as late as it is told.
final class StepClock: Sendable {
    struct Over: Error {}
    let lag = Mutex(Duration.zero)
    let rounds = Mutex(0)
    let isStuck = Mutex(false)
    private let start = ContinuousClock.now
    private let offset = Mutex(Duration.zero)
    private let stuck = AsyncStream.makeStream(of: Void.self)
    private let gate = AsyncStream.makeStream(of: Void.self)

    var now: ContinuousClock.Instant { start + offset.withLock { $0 } }
    func advance(by duration: Duration) { offset.withLock { $0 += duration } }

    var timing: Timing {
        Timing(
            now: { self.now }, date: { Date(timeIntervalSince1970: 0) }, random: { 0 },
            sleep: { try await self.sleep(until: $0) })
    }

    func untilStuck() async {
        var iterator = stuck.stream.makeAsyncIterator()
        _ = await iterator.next()
    }

    func release() { gate.continuation.finish() }

    private func sleep(until: ContinuousClock.Instant) async throws {
        let isLast = rounds.withLock { rounds in
            rounds -= 1
            return rounds < 0
        }
        if isLast { throw Over() }
        advance(by: until - now + lag.withLock { $0 })
        guard isStuck.withLock({ $0 }) else { return }
        stuck.continuation.yield()
        for await _ in gate.stream {}
    }
}
