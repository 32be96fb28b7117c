public import Clocks

/// What is left of Okta's rate limits, and who may use it: callers first, polls of waiting pushes after them.
///
/// Okta tells limits per group of URLs in the headers of every answer
/// (https://developer.okta.com/docs/reference/rl-best-practices/). Half of each is kept for callers, as is half of our
/// own ceiling.
public actor RateLimitBudget {
    private let timing: Timing
    private var ledger: RateLimitLedger

    /// Makes a budget; all clients of one organisation share it.
    ///
    /// - Parameters:
    ///   - requestsPerMinute: Our own ceiling on all requests together; nil for Okta's alone.
    ///   - timing: The clocks to go by.
    public init(requestsPerMinute: Int? = nil, timing: Timing = .real) {
        self.timing = timing
        ledger = RateLimitLedger(requestsPerMinute: requestsPerMinute, at: timing.now())
    }

    /// Says how long each of the waiting pushes should wait for its next poll.
    ///
    /// - Parameters:
    ///   - watching: How many pushes this instance polls for.
    ///   - interval: How long they wait when there is plenty.
    /// - Returns: At least `interval`; longer, so that all polls together leave half of Okta's limit to callers.
    public func pollDelay(watching: Int, interval: Duration) -> Duration {
        ledger.pollDelay(watching: watching, interval: interval, random: timing.random(), at: timing.now())
    }

    /// Enters what an answer said.
    func record(_ reading: RateLimitReading, for bucket: RateLimitBucket) {
        ledger.record(reading, for: bucket, at: timing.now())
    }

    /// Admits a request, or says how long it has to wait; zero admits it.
    func admit(_ priority: RequestPriority, to bucket: RateLimitBucket) -> Duration {
        ledger.admit(priority, to: bucket, at: timing.now())
    }
}
