/// When a ``Turnstile`` turns hooks away.
public struct TurnstileLimits: Sendable, Equatable {
    /// A request that is older than this when its handler begins comes too late; one that takes longer until its answer
    /// was one too many.
    public let age: Duration
    /// While tasks wait no longer than this for a thread nobody is turned away for the work there is.
    public let calm: Duration
    /// While tasks wait this long for a thread some hooks are turned away: more of them the longer tasks wait.
    public let lag: Duration
    /// While tasks wait this long all are.
    public let greatestLag: Duration
    /// So many that want a thread are always let in: they keep the machine busy, and more would not make it faster.
    public let fewest: Int
    /// So many that want a thread are let in before it is known how many are answered in time.
    public let first: Int
    /// So many at most are in progress, whatever they wait for.
    public let most: Int

    /// Makes the limits for a budget: a hook takes some eight turns on a thread, and each of them waits as long as
    /// the lag.
    ///
    /// - Parameters:
    ///   - budget: Within this a hook is answered (`HOOK_BUDGET_MS`).
    ///   - fewest: How many are always let in.
    ///   - first: How many are let in to begin with.
    ///   - most: How many are in progress at most.
    public init(budget: Duration, fewest: Int = 64, first: Int = 256, most: Int = 4000) {
        age = budget * 2 / 5
        calm = budget / 125
        lag = budget / 25
        greatestLag = budget / 12
        self.fewest = fewest
        self.first = max(fewest, first)
        self.most = most
    }
}
