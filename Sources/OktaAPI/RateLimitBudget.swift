public import Foundation
public import HTTPTransport

/// What is left of Okta's rate limits, and who may use it: callers first, polls of waiting pushes after them.
///
/// Okta tells limits per group of URLs in the headers of every answer
/// (https://developer.okta.com/docs/reference/rl-best-practices/). Half of each is kept for callers.
public actor RateLimitBudget {
    private struct Window {
        var limit: Int
        var remaining: Int
        var resetsAt: Date
    }

    private let ceiling: Int?
    private let now: @Sendable () -> Date
    private var windows: [String: Window] = [:]
    private var usedSince = Date.distantPast
    private var used = 0

    /// - Parameters:
    ///   - requestsPerMinute: Our own ceiling on all requests together; nil for Okta's alone.
    ///   - now: The time.
    public init(requestsPerMinute: Int? = nil, now: @escaping @Sendable () -> Date = { Date() }) {
        ceiling = requestsPerMinute
        self.now = now
    }

    /// Enters the headers of an answer.
    public func record(_ headers: OutboundHeaders, bucket: String) {
        // The headers may come more than once; the least is what counts.
        let number = { (name: String) in headers.values(of: name).compactMap { Int($0) }.min() }
        guard let limit = number("X-Rate-Limit-Limit"), let remaining = number("X-Rate-Limit-Remaining"),
            let reset = number("X-Rate-Limit-Reset")
        else { return }
        windows[bucket] = Window(
            limit: limit, remaining: remaining, resetsAt: Date(timeIntervalSince1970: TimeInterval(reset)))
    }

    /// Counts a request against our own ceiling.
    ///
    /// - Returns: Whether it may be sent.
    public func take(isBackground: Bool) -> Bool {
        guard let ceiling else { return true }
        let time = now()
        if time.timeIntervalSince(usedSince) >= 60 {
            usedSince = time
            used = 0
        }
        guard used < (isBackground ? max(1, ceiling / 2) : ceiling) else { return false }
        used += 1
        return true
    }

    /// Says how long each of the waiting pushes should wait for its next poll.
    ///
    /// - Parameters:
    ///   - watching: How many pushes this instance polls for.
    ///   - interval: How long they wait when there is plenty.
    /// - Returns: At least `interval`; longer so that all polls together leave half of Okta's limit to callers.
    public func pollDelay(watching: Int, interval: Duration) -> Duration {
        let count = Double(max(watching, 1))
        var seconds = interval / .seconds(1)
        if let ceiling { seconds = max(seconds, count * 60 / Double(max(1, ceiling / 2))) }
        guard let window = windows[Self.polls] else { return .seconds(min(seconds, 20)) }
        let left = window.resetsAt.timeIntervalSince(now())
        if left > 0 {
            let reserve = window.limit / 2
            // Nothing is left for polls in this window: after its end there is.
            guard window.remaining > reserve else { return .seconds(min(max(seconds, left + 1), 20)) }
            seconds = max(seconds, count * left / Double(window.remaining - reserve))
        } else if window.limit > 0 {
            seconds = max(seconds, count * 60 / Double(max(1, window.limit / 2)))
        }
        // Not longer than a caller can be left without news.
        return .seconds(min(seconds, 20))
    }

    static let polls = "factors"

    /// Names the group of URLs that a path counts towards.
    static func bucket(method: String, path: String) -> String {
        let parts = path.split(separator: "?")[0].split(separator: "/")
        if parts.contains("factors") { return polls }
        if parts.last == "users" { return "users" }
        return parts.contains("users") ? "user" : "other"
    }
}
