/// What is known of a database that cannot be reached.
struct Outage: Sendable {
    /// Why the last try to connect failed; nil when it went well.
    private(set) var failure: PostgresFailure?
    private var since: ContinuousClock.Instant?
    private var tries = 0
    private(set) var nextTry: ContinuousClock.Instant?
    private var wasReached = false

    private static let firstPause = Duration.milliseconds(50)
    private static let longestPause = Duration.seconds(1)

    /// Notes that a connection could not be made.
    ///
    /// - Parameters:
    ///   - failure: Why not.
    ///   - isTotal: Whether there is no other connection that works.
    ///   - now: The time.
    mutating func note(_ failure: PostgresFailure, isTotal: Bool, at now: ContinuousClock.Instant) {
        let pause = min(Self.longestPause, Self.firstPause * (1 << min(tries, 5)))
        // Threads that were connecting in the same moment count as one.
        if mayTry(at: now) { tries += 1 }
        // Instances that lost the server in the same moment do not come back in the same moment.
        nextTry = now + pause * Double.random(in: 0.5...1)
        guard isTotal else { return }
        self.failure = failure
        since = since ?? now
    }

    /// Notes that a connection was made.
    mutating func end() {
        self = Outage()
        wasReached = true
    }

    /// Why work need not wait for a connection; nil when it may have one soon.
    ///
    /// A server that restarts is waited for. When it stays away longer than anybody waits, who asks is told at once.
    func hopeless(after patience: Duration) -> PostgresFailure? {
        guard let failure, let since else { return nil }
        return !wasReached || since + patience < .now ? failure : nil
    }

    func mayTry(at now: ContinuousClock.Instant) -> Bool { nextTry.map { $0 <= now } ?? true }
}
