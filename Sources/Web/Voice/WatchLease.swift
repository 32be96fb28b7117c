import Foundation

/// What a watch knows of its lease, and when it has to be prolonged.
///
/// Not before every question, since each time is a transaction.
struct WatchLease: Sendable {
    /// What must be left when a wait ends: enough for a usual answer of Okta's and for prolonging.
    private static let margin = 2.0
    /// Seconds within which another instance may take over, while polls are not slowed down.
    private static let usual = 7.0

    /// Until when nobody else may watch; nil when it is not held.
    var until: Date?

    /// Whether it would end before the next question is over.
    ///
    /// - Parameters:
    ///   - wait: Seconds until the next question.
    ///   - now: The moment at which the wait begins.
    /// - Returns: Whether it has to be prolonged first.
    func isLow(before wait: Double, now: Date) -> Bool {
        guard let until else { return true }
        // A clock that was put back makes a lease look longer than it was ever taken for: others may see it end.
        let left = until.timeIntervalSince(now)
        return left < wait + Self.margin || left > Self.length(for: wait) + Self.margin
    }

    /// How long to take it for, seconds: two waits at least, so that not every one of them costs a transaction; but not
    /// where they are long, since nobody takes over before the end.
    static func length(for wait: Double) -> Double { max(usual, min(2 * wait + 3, max(30, wait + 8))) }
}
