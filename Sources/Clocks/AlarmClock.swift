import Synchronization

/// Something that is to happen later and can be called off.
struct Alarm: Sendable {
    /// Calls it off; does nothing when it has happened.
    let cancel: @Sendable () -> Void
}

/// Rings at many times, most of which are called off before: the deadlines of requests that are answered in time.
///
/// A sleeping task for each would set the system's timer with every request. Here one task wakes every ``tick`` as long
/// as there is anything to wait for.
final class AlarmClock: Sendable {
    /// How late an alarm may be.
    static let tick = Duration.milliseconds(10)
    static let shared = AlarmClock()

    private struct State {
        /// By the tick in which they ring.
        var alarms: [Int64: [UInt64: @Sendable () -> Void]] = [:]
        var lastID: UInt64 = 0
        var isRunning = false
    }

    private let epoch = ContinuousClock.now
    private let state = Mutex(State())

    /// Rings once, at a time or a tick later.
    func set(_ instant: ContinuousClock.Instant, _ ring: @escaping @Sendable () -> Void) -> Alarm {
        let tick = tick(of: instant) + 1
        let (id, mustStart) = state.withLock { state in
            state.lastID += 1
            state.alarms[tick, default: [:]][state.lastID] = ring
            defer { state.isRunning = true }
            return (state.lastID, !state.isRunning)
        }
        if mustStart { Task.detached { await self.run() } }
        return Alarm { self.callOff(id, tick) }
    }

    private func callOff(_ id: UInt64, _ tick: Int64) {
        state.withLock { _ = $0.alarms[tick]?.removeValue(forKey: id) }
    }

    private func run() async {
        while let due = due() {
            for ring in due { ring() }
            // Nobody cancels this task.
            try? await Task.sleep(for: Self.tick)
        }
    }

    /// Takes those whose time has come; nil when none is left to wait for.
    private func due() -> [@Sendable () -> Void]? {
        let now = tick(of: .now)
        return state.withLock { state in
            guard !state.alarms.isEmpty else {
                state.isRunning = false
                return nil
            }
            var due: [@Sendable () -> Void] = []
            for tick in state.alarms.keys where tick <= now {
                due += state.alarms.removeValue(forKey: tick)?.values.map(\.self) ?? []
            }
            return due
        }
    }

    private func tick(of instant: ContinuousClock.Instant) -> Int64 {
        Int64(max(.zero, instant - epoch) / Self.tick)
    }
}
