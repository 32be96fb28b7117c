import Synchronization

/// Something that is to happen later and can be called off.
package struct Alarm: Sendable {
    /// Calls it off; does nothing when it has happened.
    package let cancel: @Sendable () -> Void
}

/// Rings at many times, most of which are called off before: the deadlines of requests that are answered in time.
///
/// A sleeping task for each would set the system's timer with every request. Here one task wakes every ``tick`` as long
/// as there is anything to wait for.
package final class AlarmClock: Sendable {
    /// How late an alarm may be.
    static let tick = Duration.milliseconds(10)
    static let shared = AlarmClock()

    private struct State {
        /// By the tick in which they ring.
        var alarms: [Int64: [UInt64: @Sendable () -> Void]] = [:]
        var lastID: UInt64 = 0
        /// All until this tick have rung.
        var rung: Int64 = 0
        var isRunning = false
    }

    private let epoch = ContinuousClock.now
    private let state = Mutex(State())

    /// Rings once, at a time or a tick later.
    func set(_ instant: ContinuousClock.Instant, _ ring: @escaping @Sendable () -> Void) -> Alarm {
        let wanted = tick(of: instant) + 1
        let (id, tick, mustStart) = state.withLock { state in
            let mustStart = !state.isRunning
            if mustStart {
                state.isRunning = true
                state.rung = self.tick(of: .now)
            }
            state.lastID += 1
            let tick = max(wanted, state.rung + 1)
            state.alarms[tick, default: [:]][state.lastID] = ring
            return (state.lastID, tick, mustStart)
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
            // One tick or two, but for a machine that was asleep.
            let passed =
                now - state.rung <= state.alarms.count
                ? Array(stride(from: state.rung + 1, through: now, by: 1)) : state.alarms.keys.filter { $0 <= now }
            state.rung = max(state.rung, now)
            return passed.flatMap { state.alarms.removeValue(forKey: $0).map { Array($0.values) } ?? [] }
        }
    }

    private func tick(of instant: ContinuousClock.Instant) -> Int64 {
        Int64(max(.zero, instant - epoch) / Self.tick)
    }
}
