public import Foundation

/// The clocks, the dice and the pauses of code that asks others; handed in, so that its tests need none of them.
public struct Timing: Sendable {
    /// The time that deadlines are told in.
    public var now: @Sendable () -> ContinuousClock.Instant
    /// The time of the calendar.
    public var date: @Sendable () -> Date
    /// A number from 0 up to 1.
    public var random: @Sendable () -> Double
    /// Waits; throws when the task is cancelled meanwhile.
    public var pause: @Sendable (Duration) async throws -> Void

    /// Makes a timing from its parts.
    public init(
        now: @escaping @Sendable () -> ContinuousClock.Instant, date: @escaping @Sendable () -> Date,
        random: @escaping @Sendable () -> Double, pause: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.now = now
        self.date = date
        self.random = random
        self.pause = pause
    }

    /// The machine's own.
    public static let real = Timing(
        now: { .now }, date: { Date() }, random: { .random(in: 0..<1) }, pause: { try await Task.sleep(for: $0) })
}
