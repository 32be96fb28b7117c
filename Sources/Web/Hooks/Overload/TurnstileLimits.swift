/// When a ``Turnstile`` turns hooks away.
public struct TurnstileLimits: Sendable, Equatable {
    /// A request that is older than this when its handler begins comes too late.
    public let age: Duration
    /// While tasks wait this long for a thread some hooks are turned away: more of them the longer tasks wait.
    public let lag: Duration
    /// While tasks wait this long all are.
    public let greatestLag: Duration
    /// With fewer in progress nobody is turned away for the lag: it does not come from hooks.
    public let fewest: Int
    /// So many at most are in progress, whatever they wait for.
    public let most: Int

    /// Makes the limits for a budget: a hook takes some twenty turns on a thread, and each of them waits as long as
    /// the lag.
    ///
    /// - Parameters:
    ///   - budget: Within this a hook is answered (`HOOK_BUDGET_MS`).
    ///   - fewest: How many are always let in.
    ///   - most: How many are in progress at most.
    public init(budget: Duration, fewest: Int = 32, most: Int = 4000) {
        age = budget * 2 / 5
        lag = budget / 80
        greatestLag = budget / 20
        self.fewest = fewest
        self.most = most
    }
}
