/// The sums behind ``RateLimitBudget``, as a value that is told the time.
struct RateLimitLedger: Sendable {
    private struct Window {
        var limit: Int
        var remaining: Int
        var end: ContinuousClock.Instant

        /// What only callers may use: half, rounded in their favour.
        var reserve: Int { limit - limit / 2 }
    }

    private var windows: [RateLimitBucket: Window] = [:]
    /// Until when Okta is taken to have too much to do at the same time.
    private var crowdedUntil: ContinuousClock.Instant?
    private var ceiling: RequestCeiling?

    /// How long no poll is put off while there is room for all in that time: a caller can be left without news only so
    /// long.
    static let longestDelay: Duration = .seconds(20)
    /// How long none is put off where there is not: by then a push is over.
    static let longestTurn: Duration = .seconds(90)

    init(requestsPerMinute: Int?, at now: ContinuousClock.Instant) {
        ceiling = requestsPerMinute.map { RequestCeiling(perMinute: $0, at: now) }
    }

    /// Enters what an answer said.
    mutating func record(_ reading: RateLimitReading, for bucket: RateLimitBucket, at now: ContinuousClock.Instant) {
        guard reading.limit > 0 else {
            // Too many at the same time; when that ends is Okta's guess, so that only some seconds are believed.
            crowdedUntil = now + min(max(reading.reset, .seconds(1)), .seconds(10))
            return
        }
        windows[bucket] = Window(limit: reading.limit, remaining: reading.remaining, end: now + reading.reset)
    }

    /// Admits a request, and counts it, or says how long to wait.
    ///
    /// - Returns: Zero when it may be sent.
    mutating func admit(
        _ priority: RequestPriority, to bucket: RateLimitBucket, at now: ContinuousClock.Instant
    ) -> Duration {
        let isCaller = priority == .interactive
        if !isCaller {
            if let crowdedUntil, crowdedUntil > now { return crowdedUntil - now }
            if let window = windows[bucket], window.end > now, window.remaining <= window.reserve {
                return window.end - now + .seconds(1)
            }
        }
        let reserve = isCaller ? 0 : (ceiling?.perMinute ?? 0) / 2
        if let wait = ceiling?.take(leaving: reserve, at: now), wait > .zero { return wait }
        windows[bucket]?.remaining -= 1
        return .zero
    }

    /// Says how long each of several polls waits, so that together they leave half of every limit to callers.
    ///
    /// - Parameters:
    ///   - count: How many of them there are.
    ///   - interval: How long they wait when there is plenty.
    ///   - random: From 0 up to 1; spreads those who wait for the same moment.
    ///   - now: The time.
    /// - Returns: From `interval` up to ``longestDelay``, or up to the time in which the limits have room for all of them,
    ///   a quarter more and ``longestTurn`` at most: whoever came sooner would be refused, and all would come at once when
    ///   the next window begins. Those who must wait longer than `interval` are spread by a quarter: polls that once came
    ///   in the same moment would do so for ever, and callers would queue behind them.
    func pollDelay(
        watching count: Int, interval: Duration, random: Double, at now: ContinuousClock.Instant
    ) -> Duration {
        let count = Double(max(count, 1))
        // Seconds in which all of them can have a turn.
        var all = interval
        if let ceiling { all = max(all, .seconds(60) * count / Double(max(1, ceiling.perMinute / 2))) }
        var delay = all
        if let crowdedUntil, crowdedUntil > now { delay = max(delay, interval * 2, crowdedUntil - now) }
        if let window = windows[.rest] {
            let left = window.end - now
            let free = Double(window.remaining - window.reserve)
            let pace = Duration.seconds(60) * count / Double(max(1, window.limit / 2))
            all = max(all, pace)
            if left <= .zero {
                delay = max(delay, pace * (1 + random / 4))
            } else if free > 0 {
                // To use up in haste what is left of a window would make polls march in step with windows.
                let share = max(pace, left * count / free)
                delay = max(delay, share * (1 + random / 4))
            } else {
                // Nothing is left for polls in this window: after its end there is, and not for all in one moment.
                delay = max(delay, left + .seconds(1) + max(interval, pace) * random)
            }
        }
        let longest = max(Self.longestDelay * (1 - random / 4), min(all, Self.longestTurn) * (1 + random / 4))
        return max(interval, min(delay, longest))
    }
}

/// Our own ceiling on requests: tokens that flow in evenly, a minute's worth at most.
struct RequestCeiling: Sendable {
    let perMinute: Int
    private var tokens: Double
    private var filledAt: ContinuousClock.Instant

    init(perMinute: Int, at now: ContinuousClock.Instant) {
        self.perMinute = max(perMinute, 1)
        tokens = Double(self.perMinute)
        filledAt = now
    }

    /// Takes a token if more than `reserve` are there.
    ///
    /// - Returns: Zero when it was taken, else when to try again.
    mutating func take(leaving reserve: Int, at now: ContinuousClock.Instant) -> Duration {
        let rate = Double(perMinute) / 60
        tokens = min(Double(perMinute), tokens + (now - filledAt) / .seconds(1) * rate)
        filledAt = now
        // Sums of fractions fall a little short of whole numbers.
        let missing = Double(reserve) + 1 - tokens
        guard missing <= 1e-6 else { return .seconds(missing / rate) }
        tokens -= 1
        return .zero
    }
}
