public import Foundation
import Synchronization

/// A clock that only waits move on, and a calendar that goes along; its dice always fall on 0.
public final class HandClock: Sendable {
    /// What the clock says first.
    public let begin = ContinuousClock.now
    /// What the calendar says first.
    public let date: Date
    private let made = Mutex<[Duration]>([])

    /// Sets the calendar.
    ///
    /// - Parameter date: What it says first; `Tue, 26 Mar 2019 16:06:51 GMT` unless given.
    public init(date: Date = Date(timeIntervalSince1970: 1_553_616_411)) { self.date = date }

    /// The pauses that were made.
    public var pauses: [Duration] { made.withLock { $0 } }

    private var elapsed: Duration { pauses.reduce(.zero, +) }

    /// The clock for what is tested.
    public var timing: Timing {
        Timing(
            now: { self.begin + self.elapsed },
            date: { self.date.addingTimeInterval(self.elapsed / .seconds(1)) }, random: { 0 },
            sleep: { until in
                self.made.withLock { made in made.append(until - (self.begin + made.reduce(.zero, +))) }
            })
    }

    /// What the clock will say after a time.
    ///
    /// - Parameter time: Counted from its beginning.
    /// - Returns: The moment.
    public func deadline(_ time: Duration) -> ContinuousClock.Instant { begin + time }
}
