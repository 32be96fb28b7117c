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
        for round in 0..<2 {
            let now = ContinuousClock.now
            let first = clock.set(now + .milliseconds(10)) { rung.withLock { $0.append(-1) } }
            first.cancel()
            await withCheckedContinuation { continuation in
                _ = clock.set(now + .milliseconds(30)) {
                    rung.withLock { $0.append(round) }
                    continuation.resume()
                }
            }
        }
        #expect(rung.withLock(\.self) == [0, 1])
    }

    @Test func `A time that has passed rings too`() async {
        await withCheckedContinuation { continuation in
            _ = AlarmClock().set(.now - .seconds(5)) { continuation.resume() }
        }
    }
}
