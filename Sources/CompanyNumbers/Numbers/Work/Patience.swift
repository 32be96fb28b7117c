public import Clocks

/// How long a job goes on when the other side is busy or broken: bounded, and longer from time to time.
public struct Patience: Sendable {
    /// The clocks to go by.
    public var timing: Timing
    /// The waits between attempts, one after the other; after the last one it is over.
    public var waits: [Duration]
    /// How long one attempt may take; Okta may ask to be left alone for two minutes.
    public var attemptLimit: Duration

    /// Makes a patience of two minutes.
    public init(
        timing: Timing = .real,
        waits: [Duration] = [1, 2, 4, 8, 16, 30, 30, 30].map { .seconds($0) },
        attemptLimit: Duration = .seconds(150)
    ) {
        self.timing = timing
        self.waits = waits
        self.attemptLimit = attemptLimit
    }

    /// When one attempt that begins now is over.
    func limit(_ deadline: ContinuousClock.Instant) -> ContinuousClock.Instant {
        min(deadline, timing.now() + attemptLimit)
    }

    /// Waits before another attempt.
    ///
    /// - Parameters:
    ///   - attempt: How many attempts have failed, from 1.
    ///   - deadline: When there is no use any more.
    /// - Returns: False when there is to be none: patience, time or the task has ended.
    func pause(after attempt: Int, _ deadline: ContinuousClock.Instant) async -> Bool {
        guard let wait = wait(after: attempt, deadline) else { return false }
        return await pause(wait)
    }

    /// How long to wait before another attempt; nil when patience or time has ended.
    private func wait(after attempt: Int, _ deadline: ContinuousClock.Instant) -> Duration? {
        guard waits.indices.contains(attempt - 1) else { return nil }
        // Spread, so that many who were refused together do not come back together.
        let wait = waits[attempt - 1] * (0.5 + timing.random() / 2)
        return timing.now() + wait < deadline ? wait : nil
    }

    private func pause(_ wait: Duration) async -> Bool {
        do {
            try await timing.pause(wait)
        } catch {
            return false
        }
        return !Task.isCancelled
    }

    /// Tries something until it succeeds, fails for good, or patience ends.
    ///
    /// - Parameters:
    ///   - deadline: When there is no use any more.
    ///   - isPassing: Whether a failure may pass.
    ///   - again: Is told of each failure after which it waits, to try once more.
    ///   - attempt: What is tried: something that may be done twice. It is told when it is over.
    /// - Returns: What the attempt returned.
    /// - Throws: The last failure.
    public func repeating<Value, Failure: Error>(
        _ deadline: ContinuousClock.Instant, while isPassing: (Failure) -> Bool,
        again: (Failure) -> Void = { _ in }, _ attempt: (ContinuousClock.Instant) async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        var failures = 0
        while true {
            let end = limit(deadline)
            let failure: Failure
            do {
                return try await attempt(end)
            } catch {
                failure = error
            }
            failures += 1
            guard isPassing(failure), let wait = wait(after: failures, deadline) else { throw failure }
            again(failure)
            guard await pause(wait) else { throw failure }
        }
    }
}
