import Foundation
import Texts
import HTTPTransport

/// What the headers of one answer say of Okta's limits
/// (https://developer.okta.com/docs/reference/rl-best-practices/#check-your-rate-limits-with-okta-s-rate-limit-headers).
struct RateLimitReading: Sendable, Equatable {
    /// Requests in a window of about a minute; 0 is how Okta marks its limit on requests at the same time.
    let limit: Int
    /// What is left of them.
    let remaining: Int
    /// When the window ends, from now.
    let reset: Duration

    /// Reads the headers; nil where they are not there.
    ///
    /// - Parameters:
    ///   - answer: The headers may come more than once: the least counts.
    ///   - date: The time here, used where the answer has no `Date`: clocks differ.
    init?(_ answer: OutboundResponse, at date: Date) {
        guard let limit = Self.least("X-Rate-Limit-Limit", answer.headers),
            let remaining = Self.least("X-Rate-Limit-Remaining", answer.headers),
            let reset = Self.untilReset(answer.headers, at: date)
        else { return nil }
        self.init(limit: limit, remaining: remaining, reset: reset)
    }

    init(limit: Int, remaining: Int, reset: Duration) {
        self.limit = limit
        self.remaining = remaining
        self.reset = reset
    }

    /// How long a 429 wants us to wait: as Okta's own clients do, until the window's end by Okta's clock and a second
    /// more, or `Retry-After` if that is sooner.
    static func wait(asked answer: OutboundResponse, at date: Date) -> Duration? {
        guard answer.status == 429 else { return answer.retryAfter(at: date) }
        let reset = untilReset(answer.headers, at: date).map { $0 + .seconds(1) }
        let waits = [reset, answer.retryAfter(at: date)].compactMap { $0 }
        return waits.min()
    }

    private static func untilReset(_ headers: OutboundHeaders, at date: Date) -> Duration? {
        guard let reset = least("X-Rate-Limit-Reset", headers) else { return nil }
        let now = headers["Date"].flatMap(HTTPDate.read) ?? date
        // No window is longer than some minutes: what says so is no time.
        return .seconds(min(max(Double(reset) - now.timeIntervalSince1970, 0), 300))
    }

    private static func least(_ name: String, _ headers: OutboundHeaders) -> Int? {
        var least: Int?
        for value in headers.values(of: name) {
            for part in value.utf8.split(separator: UInt8(ascii: ",")) {
                guard let number = Self.number(part), number < least ?? .max else { continue }
                least = number
            }
        }
        return least
    }

    /// Reads digits, with spaces around them; nil for all else.
    private static func number(_ text: Substring.UTF8View) -> Int? {
        var digits = text.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        while let last = digits.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\t") { digits.removeLast() }
        guard (1...18).contains(digits.count) else { return nil }
        var number = 0
        for digit in digits {
            guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
            number = number * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return number
    }
}
