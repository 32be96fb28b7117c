/// A request to somebody else's server.
public struct OutboundRequest: Sendable, Equatable {
    /// The method, upper case.
    public var method: String
    /// The whole URL, percent-encoded, without a secret in its query.
    public var url: String
    /// The header fields.
    public var headers: OutboundHeaders
    /// The body; nil sends `Content-Length: 0` where the method wants a body.
    public var body: [UInt8]?
    /// Whom it goes to, as a metric label: `okta`, `twilio`, `account`.
    public var upstream: String
    /// What it is for, as a metric label of a closed set.
    public var operation: String

    /// Makes a request.
    public init(
        method: String, url: String, headers: OutboundHeaders = OutboundHeaders(), body: [UInt8]? = nil,
        upstream: String, operation: String
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.upstream = upstream
        self.operation = operation
    }
}

extension OutboundRequest: CustomStringConvertible {
    /// What it is for, without the URL, which may hold a number or an id.
    public var description: String { "\(method) \(upstream) \(operation)" }
}
