public import Foundation

/// Tells the time and waits: the system's in the service, driven by hand in tests.
public struct Timekeeper: Sendable {
    /// The time of day.
    public let date: @Sendable () -> Date
    /// The time that deadlines are measured in.
    public let now: @Sendable () -> ContinuousClock.Instant
    /// Waits until a time; throws when the task is cancelled.
    public let sleep: @Sendable (ContinuousClock.Instant) async throws -> Void

    /// Puts a clock together.
    public init(
        date: @escaping @Sendable () -> Date, now: @escaping @Sendable () -> ContinuousClock.Instant,
        sleep: @escaping @Sendable (ContinuousClock.Instant) async throws -> Void
    ) {
        self.date = date
        self.now = now
        self.sleep = sleep
    }

    /// The system's clocks.
    public static let system = Timekeeper(
        date: { Date() }, now: { ContinuousClock.now },
        sleep: { instant in try await Task.sleep(until: instant, clock: .continuous) })
}
