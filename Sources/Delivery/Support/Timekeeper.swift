public import Foundation

/// Tells the time and waits: the system's in the service, driven by hand in tests.
public struct Timekeeper: Sendable {
    /// The time of day.
    public let date: @Sendable () -> Date
    /// The time that deadlines are measured in.
    public let now: @Sendable () -> ContinuousClock.Instant
    /// Waits until a time; throws when the task is cancelled.
    public let sleep: @Sendable (ContinuousClock.Instant) async throws -> Void
    /// Calls when a time has come, unless that was called off before.
    let alarm: @Sendable (ContinuousClock.Instant, @escaping @Sendable () -> Void) -> Alarm

    /// Puts a clock together.
    public init(
        date: @escaping @Sendable () -> Date, now: @escaping @Sendable () -> ContinuousClock.Instant,
        sleep: @escaping @Sendable (ContinuousClock.Instant) async throws -> Void
    ) {
        self.init(date: date, now: now, sleep: sleep) { instant, ring in
            let sleeper = Task {
                do { try await sleep(instant) } catch { return }
                ring()
            }
            return Alarm { sleeper.cancel() }
        }
    }

    private init(
        date: @escaping @Sendable () -> Date, now: @escaping @Sendable () -> ContinuousClock.Instant,
        sleep: @escaping @Sendable (ContinuousClock.Instant) async throws -> Void,
        alarm: @escaping @Sendable (ContinuousClock.Instant, @escaping @Sendable () -> Void) -> Alarm
    ) {
        self.date = date
        self.now = now
        self.sleep = sleep
        self.alarm = alarm
    }

    /// The system's clocks.
    ///
    /// Alarms are up to ``AlarmClock/tick`` late.
    public static let system = Timekeeper(
        date: { Date() }, now: { ContinuousClock.now },
        sleep: { instant in try await Task.sleep(until: instant, clock: .continuous) },
        alarm: { AlarmClock.shared.set($0, $1) })
}
