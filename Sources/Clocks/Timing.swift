public import Foundation

/// The clocks, the dice and the waits of code that does not only reckon; handed in, so that its tests need none of them.
public struct Timing: Sendable {
    /// The time that deadlines are told in.
    public var now: @Sendable () -> ContinuousClock.Instant
    /// The time of the calendar.
    public var date: @Sendable () -> Date
    /// A number from 0 up to 1.
    public var random: @Sendable () -> Double
    /// Waits until a time; throws when the task is cancelled meanwhile.
    public var sleep: @Sendable (ContinuousClock.Instant) async throws -> Void
    /// Calls when a time has come, unless that was called off before.
    package private(set) var alarm: @Sendable (ContinuousClock.Instant, @escaping @Sendable () -> Void) -> Alarm

    /// Makes a timing from its parts; its alarms are tasks that sleep.
    public init(
        now: @escaping @Sendable () -> ContinuousClock.Instant, date: @escaping @Sendable () -> Date,
        random: @escaping @Sendable () -> Double,
        sleep: @escaping @Sendable (ContinuousClock.Instant) async throws -> Void
    ) {
        self.now = now
        self.date = date
        self.random = random
        self.sleep = sleep
        alarm = { instant, ring in
            let sleeper = Task {
                do { try await sleep(instant) } catch { return }
                ring()
            }
            return Alarm { sleeper.cancel() }
        }
    }

    /// The machine's own.
    ///
    /// Its alarms are up to ``AlarmClock/tick`` late.
    public static let real = {
        var timing = Timing(
            now: { .now }, date: { Date() }, random: { .random(in: 0..<1) },
            sleep: { try await Task.sleep(until: $0, clock: .continuous) })
        timing.alarm = { AlarmClock.shared.set($0, $1) }
        return timing
    }()

    /// Waits for a while; throws when the task is cancelled meanwhile.
    public func pause(_ time: Duration) async throws { try await sleep(now() + time) }
}
