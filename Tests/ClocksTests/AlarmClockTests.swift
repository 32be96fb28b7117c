import Synchronization
import Testing

@testable import Clocks

@Suite("The alarm clock")
struct AlarmClockTests {
    @Test func `Rings at the time, and not before`() async {
        let clock = AlarmClock()
        let (due, begin) = (ContinuousClock.now + .milliseconds(25), ContinuousClock.now)
        let rung = await withCheckedContinuation { continuation in
            _ = clock.set(due) { continuation.resume(returning: ContinuousClock.now) }
        }
        #expect(rung >= due)
        #expect(rung > begin)
    }

    @Test func `What is called off does not ring, what is not does, and an idle clock starts again`() async {
        let clock = AlarmClock()
        let rung = Mutex<[Int]>([])
        var telling: [Int] = []
        for round in 1...100 where telling.count < 2 {
            let now = ContinuousClock.now
            let due = now + .milliseconds(10)
            let first = clock.set(due) { rung.withLock { $0.append(-round) } }
            first.cancel()
            // A machine that froze may have rung first: such a round says nothing.
            if ContinuousClock.now < due { telling.append(round) }
            await withCheckedContinuation { continuation in
                _ = clock.set(now + .milliseconds(30)) {
                    rung.withLock { $0.append(round) }
                    continuation.resume()
                }
            }
        }
        let heard = rung.withLock(\.self).filter { telling.contains(abs($0)) }
        #expect(telling.count == 2)
        #expect(heard == telling)
    }

    @Test func `A time that has passed rings too`() async {
        await withCheckedContinuation { continuation in
            _ = AlarmClock().set(.now - .seconds(5)) { continuation.resume() }
        }
    }
}
