/// How long a job that failed waits for its next try.
enum OutboxBackoff {
    /// A job is given up after so long, in seconds: a provider's verification is over long before.
    static let lifetime = 86_400.0

    /// The pause after a try: 5 seconds, then twice as long each time, an hour at most.
    ///
    /// - Parameter tries: How many were made, from 1.
    /// - Returns: Seconds.
    static func pause(afterTries tries: Int) -> Double {
        min(3600, 5 * Double(1 << min(max(tries, 1) - 1, 12)))
    }
}
