import Clocks
import Foundation
import Logging
import Store
import Synchronization
import Testing

@testable import App

@Suite struct StoreSweeperTests {
    /// Notes the times that it is given.
    private final class Broom: Sweeper {
        struct Broken: Error {}

        let times = Mutex<[(now: Date, failuresBefore: Date)]>([])

        func sweep(now: Date, failuresBefore: Date) async throws -> SweepReport {
            let count = times.withLock { times in
                times.append((now, failuresBefore))
                return times.count
            }
            if count == 2 { throw Broken() }
            return SweepReport()
        }
    }

    @Test func `The store is swept every minute, also after a sweep that failed`() async throws {
        let broom = Broom()
        let date = Mutex(Date(timeIntervalSince1970: 1_780_000_000))
        let begin = ContinuousClock.now
        let timing = Timing(
            now: { begin }, date: { date.withLock { $0 } }, random: { 0 },
            sleep: { until in
                let isOver = date.withLock { date in
                    date += (until - begin) / .seconds(1)
                    return date.timeIntervalSince1970 > 1_780_000_180
                }
                if isOver { throw CancellationError() }
            })
        try await StoreSweeper(store: broom, failureWindow: 3600, timing: timing, logger: Logger(label: "test")).run()
        let times = broom.times.withLock { $0 }
        #expect(times.map(\.now.timeIntervalSince1970) == [1_780_000_060, 1_780_000_120, 1_780_000_180])
        #expect(times.allSatisfy { $0.now.timeIntervalSince($0.failuresBefore) == 3600 })
    }
}
