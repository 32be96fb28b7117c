/// Divides a request's time among the providers that may be asked, and the record of what they said.
public struct AttemptShare: Sendable {
    /// Three fifths: a first provider that hangs leaves a second one enough, and it leaves a third.
    private static let fraction = 0.6

    /// An attempt shorter than this is not begun: no vendor answers in it, and a request that came late is left to Okta.
    let least: Duration
    /// How long before the deadline providers must have answered, so that the answer can be written down, and that other
    /// instances that wait for it find it.
    let reserve: Duration

    /// Divides a budget; a short one is not all reserve.
    public init(budget: Duration = .milliseconds(2500)) {
        least = min(.milliseconds(100), budget / 10)
        reserve = min(.milliseconds(150), budget / 5)
    }

    /// How long the next attempt may take.
    ///
    /// - Parameters:
    ///   - left: The time left for all.
    ///   - candidates: How many may still be asked, the next one included.
    /// - Returns: All that is left for the last one; nil when an attempt has no sense any more.
    func next(left: Duration, candidates: Int) -> Duration? {
        guard left >= least, candidates > 0 else { return nil }
        guard candidates > 1 else { return left }
        return max(left * Self.fraction, least)
    }
}
