import Texts
public import Foundation

/// What came back.
public struct OutboundResponse: Sendable, Equatable {
    /// The HTTP status.
    public var status: Int
    /// The header fields.
    public var headers: OutboundHeaders
    /// The whole body.
    public var body: [UInt8]

    /// Makes a response.
    public init(status: Int, headers: OutboundHeaders = OutboundHeaders(), body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// Reads how long the server wants to be left alone: `Retry-After` in seconds or as a date (RFC 9110, 10.2.3).
    ///
    /// - Parameter date: The time here, used where the answer carries no `Date` of its own.
    /// - Returns: Never negative; nil where the server says nothing that makes sense.
    public func retryAfter(at date: Date) -> Duration? {
        guard let text = headers["Retry-After"]?.trimmingCharacters(in: .whitespaces) else { return nil }
        // A day is longer than anybody waits, and keeps nonsense out of the arithmetic.
        if let seconds = Int(text) { return .seconds(min(max(seconds, 0), 86_400)) }
        guard let then = HTTPDate.read(text) else { return nil }
        let now = headers["Date"].flatMap(HTTPDate.read) ?? date
        return .seconds(min(max(then.timeIntervalSince(now), 0), 86_400))
    }
}

extension OutboundResponse: CustomStringConvertible {
    /// The status and the size: bodies hold what is nobody's business.
    public var description: String { "HTTP \(status), \(body.count) bytes" }
}
