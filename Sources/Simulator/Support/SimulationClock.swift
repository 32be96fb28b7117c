public import Foundation

/// A clock that the simulated world lives by.
///
/// Calls are paced by it and Okta's codes, pushes and rate limits expire by it. Tests that drive time by hand use
/// ``ManualClock``; a running simulator uses ``RunningClock``.
public protocol SimulationClock: Sendable {
    /// The time that has passed since this clock began.
    var now: Duration { get }

    /// The wall-clock date that belongs to ``now``.
    var date: Date { get }

    /// Waits until ``now`` has reached a moment.
    ///
    /// - Parameter moment: Time since this clock began; a moment in the past returns at once.
    /// - Throws: `CancellationError` when the waiting task is cancelled.
    func sleep(until moment: Duration) async throws
}

/// A clock that runs by itself, as fast as the real one or a number of times faster.
public struct RunningClock: SimulationClock {
    private let origin = ContinuousClock.now
    private let start = Date()
    private let speed: Double

    /// Starts a clock.
    ///
    /// - Parameter speed: Simulated seconds in a real one; must be above zero.
    public init(speed: Double = 1) {
        self.speed = max(speed, 0.001)
    }

    /// The time that has passed since this clock began.
    public var now: Duration { origin.duration(to: .now) * speed }

    /// The wall-clock date that belongs to ``now``.
    public var date: Date { start.addingTimeInterval(now.seconds) }

    /// Waits until ``now`` has reached a moment.
    public func sleep(until moment: Duration) async throws {
        try await Task.sleep(until: origin + moment / speed, clock: .continuous)
    }
}

extension Duration {
    /// The length in seconds, with its fraction.
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
