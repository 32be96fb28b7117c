public import Foundation
import Synchronization

/// A clock that stands still until a test moves it.
public final class ManualClock: SimulationClock {
    private struct Sleeper {
        var moment: Duration
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now: Duration = .zero
        var sleepers: [UUID: Sleeper] = [:]
    }

    private let start: Date
    private let state = Mutex(State())

    /// Makes a clock that stands at zero.
    ///
    /// - Parameter start: The date that belongs to zero.
    public init(start: Date = Date(timeIntervalSince1970: 1_767_225_600)) {
        self.start = start
    }

    /// The time that the clock has been moved since it was made.
    public var now: Duration { state.withLock { $0.now } }

    /// The wall-clock date that belongs to ``now``.
    public var date: Date { start.addingTimeInterval(now.seconds) }

    /// Moves the clock on and wakes, earliest first, whoever waited for a moment that has come.
    public func advance(by step: Duration) {
        advance(to: now + step)
    }

    /// Moves the clock on to a moment; never back.
    public func advance(to moment: Duration) {
        let due = state.withLock { state in
            state.now = max(state.now, moment)
            let due = state.sleepers.filter { $0.value.moment <= state.now }
            for id in due.keys { state.sleepers[id] = nil }
            return due.values.sorted { $0.moment < $1.moment }
        }
        for sleeper in due { sleeper.continuation.resume() }
    }

    /// Waits until the clock has been moved to a moment.
    public func sleep(until moment: Duration) async throws {
        let id = UUID()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let mayGoOn = state.withLock { state in
                    if Task.isCancelled || state.now >= moment { return true }
                    state.sleepers[id] = Sleeper(moment: moment, continuation: continuation)
                    return false
                }
                if mayGoOn { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.sleepers.removeValue(forKey: id) }?.continuation.resume(throwing: CancellationError())
        }
        try Task.checkCancellation()
    }
}
