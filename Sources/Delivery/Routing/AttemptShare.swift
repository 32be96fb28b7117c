/// Divides what is left of a request's time among those who may still be asked.
enum AttemptShare {
    /// An attempt shorter than this is not begun: no vendor answers in it.
    static let least = Duration.milliseconds(100)
    /// Three fifths: a first provider that hangs leaves a second one enough, and it leaves a third.
    private static let fraction = 0.6

    /// How long the next attempt may take.
    ///
    /// - Parameters:
    ///   - left: The time left for all.
    ///   - candidates: How many may still be asked, the next one included.
    /// - Returns: All that is left for the last one; nil when an attempt has no sense any more.
    static func next(left: Duration, candidates: Int) -> Duration? {
        guard left >= least, candidates > 0 else { return nil }
        guard candidates > 1 else { return left }
        return max(left * fraction, least)
    }
}
