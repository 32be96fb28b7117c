public import Foundation

/// When a breaker opens and for how long.
public struct BreakerRules: Sendable, Hashable {
    /// So many failures in a row open it.
    public let failuresToOpen: Int
    /// How long it stays open before one request may try, in seconds.
    public let openSeconds: Double
    /// How long the one that tries has before another may, in seconds.
    public let probeSeconds: Double

    /// Sets the rules; the defaults are the interface's.
    public init(failuresToOpen: Int = 5, openSeconds: Double = 30, probeSeconds: Double = 10) {
        self.failuresToOpen = failuresToOpen
        self.openSeconds = openSeconds
        self.probeSeconds = probeSeconds
    }
}

/// What is known of a provider's health: pure rules, which are handed the time.
public struct BreakerState: Sendable, Hashable, Codable {
    /// Failures since the last success.
    public var failures: Int
    /// Until when nobody is let through; nil while the breaker is closed.
    public var openUntil: Date?
    /// Until when a probe is under way.
    public var probeUntil: Date?

    /// Makes a state; without arguments that of a provider without trouble.
    public init(failures: Int = 0, openUntil: Date? = nil, probeUntil: Date? = nil) {
        self.failures = failures
        self.openUntil = openUntil
        self.probeUntil = probeUntil
    }

    /// Where a breaker stands.
    public enum Phase: String, Sendable, CaseIterable {
        /// Everybody is let through.
        case closed
        /// One may try.
        case halfOpen
        /// Nobody is let through.
        case open
    }

    /// Where the breaker stands at a time.
    public func phase(at now: Date, rules: BreakerRules = BreakerRules()) -> Phase {
        guard let openUntil else { return .closed }
        if Self.isAhead(openUntil, of: now, pause: rules.openSeconds) { return .open }
        if let probeUntil, Self.isAhead(probeUntil, of: now, pause: rules.probeSeconds) { return .open }
        return .halfOpen
    }

    /// The clocks of instances differ by less than this, in seconds.
    private static let slack = 5.0

    /// Whether the end of a pause is still to come; one further ahead than the pause was set by a clock that has been
    /// put back since then.
    private static func isAhead(_ end: Date, of now: Date, pause: Double) -> Bool {
        now < end && end.timeIntervalSince(now) <= pause + slack
    }

    /// The state after a failure.
    ///
    /// Failures of requests that were under way when it opened do not prolong it.
    public func failed(at now: Date, rules: BreakerRules) -> BreakerState {
        var next = BreakerState(failures: failures + 1, openUntil: openUntil)
        if let openUntil {
            if !Self.isAhead(openUntil, of: now, pause: rules.openSeconds) {
                next.openUntil = now.addingTimeInterval(rules.openSeconds)
            }
        } else if next.failures >= rules.failuresToOpen {
            next.openUntil = now.addingTimeInterval(rules.openSeconds)
        }
        return next
    }

    /// The state when somebody takes the probe; nil when there is none to take.
    public func probing(at now: Date, rules: BreakerRules) -> BreakerState? {
        guard phase(at: now, rules: rules) == .halfOpen else { return nil }
        return BreakerState(
            failures: failures, openUntil: openUntil, probeUntil: now.addingTimeInterval(rules.probeSeconds))
    }
}
