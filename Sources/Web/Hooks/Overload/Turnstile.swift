public import Clocks
import Delivery
public import Logging
import Metrics
import Synchronization

/// Lets hooks in while they can be answered in time.
///
/// Beyond what the machine can do every answer would be late, and Okta would send each code a second time by itself.
/// So new events are turned away at once, as many as it takes, and Okta sends those, once. It goes by how long tasks wait
/// for a thread, and by how many hooks at a time were answered soon enough lately. Hooks that wait for a provider which
/// hangs want no thread: they do not count.
public final class Turnstile: Sendable {
    /// What comes of a hook.
    public enum Admission: Sendable, Equatable {
        /// It is let in; ``leave(arrivedAt:)`` is called when it is over.
        case admitted
        /// It is answered `FAILED` at once.
        case turnedAway(Reason)
    }

    /// Why a hook is turned away.
    public enum Reason: String, Sendable, CaseIterable {
        /// It has waited too long before its handler began.
        case late
        /// Tasks wait too long for a thread.
        case lag
        /// As many are in progress as are answered soon enough.
        case crowd
        /// Its event was turned away before: Okta has sent that code.
        case again
    }

    private struct State {
        var inProgress = 0
        var lag = Duration.zero
        /// When the probe that is under way should be back.
        var probeDueAt: ContinuousClock.Instant?
        /// How many that want a thread are let in, as far as is known.
        var room: Double
        var answeredSoon = 0
        var answeredLate = 0
        /// What is owed to the share that is to be turned away: one for each whole.
        var debt = 0.0
        var admitted: RecentEvents
        var turnedAway: RecentEvents
        /// Turned away since the last line about it.
        var untold = 0
        var toldAt: ContinuousClock.Instant?
        var turnedAwayAt: ContinuousClock.Instant?
    }

    private let limits: TurnstileLimits
    private let waiting: @Sendable () -> Int
    private let timing: Timing
    private let logger: Logger
    private let state: Mutex<State>

    private static let probeInterval = Duration.milliseconds(50)
    /// A fifth of what is new: a quarter of a second until it counts.
    private static let smoothing = 0.2
    private static let lineInterval = Duration.seconds(10)
    private static let publishInterval = Duration.seconds(1)

    /// Makes one that knows of no trouble.
    ///
    /// - Parameters:
    ///   - limits: When it turns hooks away.
    ///   - waiting: How many hooks wait for a provider and want no thread.
    ///   - memory: How many events it remembers.
    ///   - timing: The clock.
    ///   - logger: Hears when it turns hooks away, and when it does not any more.
    public init(
        limits: TurnstileLimits, waiting: @escaping @Sendable () -> Int = { 0 }, memory: Int = 20_000,
        timing: Timing = .real, logger: Logger
    ) {
        self.limits = limits
        self.waiting = waiting
        self.timing = timing
        self.logger = logger
        state = Mutex(
            State(
                room: Double(limits.first), admitted: RecentEvents(capacity: memory),
                turnedAway: RecentEvents(capacity: memory)))
    }

    /// Says whether a hook is let in.
    ///
    /// A copy of an event that was let in is let in too: it gets that one's answer.
    ///
    /// - Parameters:
    ///   - eventID: Okta's id of the event.
    ///   - arrivedAt: When the request came.
    /// - Returns: Whether it is let in; only then ``leave(arrivedAt:)`` is called for it.
    public func enter(_ eventID: String, arrivedAt: ContinuousClock.Instant) -> Admission {
        let now = timing.now()
        let (admission, line) = state.withLock { state in
            guard let reason = reason(eventID, age: now - arrivedAt, now, &state) else {
                state.admitted.insert(eventID)
                state.inProgress += 1
                return (Admission.admitted, String?.none)
            }
            state.turnedAway.insert(eventID)
            return (.turnedAway(reason), words(now, &state))
        }
        if case .turnedAway(let reason) = admission {
            Counter(label: "voicegate_hooks_turned_away", dimensions: [("reason", reason.rawValue)]).increment()
            if let line {
                logger.error(
                    "more hooks than can be answered in time: some are turned away, and Okta sends those codes",
                    metadata: ["reason": "\(reason.rawValue)", "what": "\(line)"])
            }
        }
        return admission
    }

    /// Notes that a hook which was let in is answered.
    ///
    /// - Parameter arrivedAt: When the request came.
    public func leave(arrivedAt: ContinuousClock.Instant) {
        let isSoon = timing.now() - arrivedAt <= limits.age
        state.withLock { state in
            state.inProgress -= 1
            if isSoon { state.answeredSoon += 1 } else { state.answeredLate += 1 }
        }
    }

    private func reason(
        _ eventID: String, age: Duration, _ now: ContinuousClock.Instant, _ state: inout State
    ) -> Reason? {
        if state.admitted.contains(eventID) { return nil }
        if state.turnedAway.contains(eventID) { return .again }
        if age > limits.age { return .late }
        if state.inProgress >= limits.most { return .crowd }
        let (busy, lag) = (state.inProgress - waiting(), lag(state, now))
        guard busy >= limits.fewest, lag > limits.calm else { return nil }
        if busy >= Int(state.room) { return .crowd }
        let excess = (lag - limits.lag) / (limits.greatestLag - limits.lag)
        guard excess > 0 else {
            state.debt = 0
            return nil
        }
        state.debt += min(excess, 1)
        guard state.debt >= 1 else { return nil }
        state.debt -= 1
        return .lag
    }

    /// The lag, with half of what the probe under way is late: what it finds is not known yet.
    private func lag(_ state: State, _ now: ContinuousClock.Instant) -> Duration {
        max(state.lag, state.probeDueAt.map { (now - $0) / 2 } ?? .zero)
    }

    /// What a line in the log says, when it is time for one.
    private func words(_ now: ContinuousClock.Instant, _ state: inout State) -> String? {
        state.untold += 1
        state.turnedAwayAt = now
        if let toldAt = state.toldAt, now - toldAt < Self.lineInterval { return nil }
        let milliseconds = lag(state, now).nanoseconds / 1_000_000
        let text = "\(state.untold) turned away, \(state.inProgress) in progress, lag \(milliseconds) ms"
        state.untold = 0
        state.toldAt = now
        return text
    }
}

// MARK: - The probe

extension Turnstile {
    /// Measures how long tasks wait for a thread, until the task is cancelled.
    ///
    /// - Parameter executors: Where requests are handled: the threads that are looked at in turn; none for that of
    ///   Swift's own tasks.
    public func watch(_ executors: [any TaskExecutor] = []) async {
        var publishAt = timing.now()
        var round = 0
        while !Task.isCancelled {
            let due = timing.now() + Self.probeInterval
            state.withLock { $0.probeDueAt = due }
            let executor = executors.isEmpty ? nil : executors[round % executors.count]
            round += 1
            do {
                let woken = try await withTaskExecutorPreference(executor) {
                    try await timing.sleep(due)
                    return timing.now()
                }
                note(woken - due)
            } catch {
                break
            }
            if publishAt <= timing.now() {
                publishAt = timing.now() + Self.publishInterval
                publish()
            }
        }
        state.withLock { $0.probeDueAt = nil }
    }

    /// Takes in one measurement.
    private func note(_ lag: Duration) {
        let now = timing.now()
        let untold: Int? = state.withLock { state in
            state.lag += (max(.zero, lag) - state.lag) * Self.smoothing
            state.probeDueAt = nil
            learn(&state)
            guard let last = state.turnedAwayAt, now - last >= Self.lineInterval else { return nil }
            defer { (state.turnedAwayAt, state.toldAt, state.untold) = (nil, nil, 0) }
            return state.untold
        }
        if let untold { logger.notice("all hooks are taken again", metadata: ["untold": "\(untold)"]) }
    }

    /// Makes the room smaller by a tenth while more than a tenth of the answers are late, and larger by one for each
    /// that is soon enough while the room is used.
    private func learn(_ state: inout State) {
        let (soon, late, busy) = (state.answeredSoon, state.answeredLate, state.inProgress - waiting())
        (state.answeredSoon, state.answeredLate) = (0, 0)
        if late * 9 > soon {
            state.room = max(Double(limits.fewest), min(state.room, Double(busy)) * 0.9)
        } else if Double(busy) > state.room / 2 {
            state.room = min(Double(limits.most), state.room + Double(soon))
        }
    }

    private func publish() {
        let (inProgress, lag) = state.withLock { ($0.inProgress, $0.lag) }
        Gauge(label: "voicegate_hooks_in_progress").record(inProgress)
        Gauge(label: "voicegate_hook_lag_seconds").record(lag / .seconds(1))
    }
}
