/// Header fields in the order they were set; names compare without case.
public struct OutboundHeaders: Sendable, Equatable {
    /// The fields, in order.
    public private(set) var fields: [(name: String, value: String)]

    /// Makes an empty set of fields.
    public init() { fields = [] }

    /// Makes fields from pairs.
    public init(_ fields: [(String, String)]) { self.fields = fields.map { (name: $0.0, value: $0.1) } }

    /// Reads the first value of a name, or replaces all of them.
    public subscript(name: String) -> String? {
        get { fields.first { Self.same($0.name, name) }?.value }
        set {
            fields.removeAll { Self.same($0.name, name) }
            if let newValue { fields.append((name: name, value: newValue)) }
        }
    }

    /// Reads every value of a name.
    public func values(of name: String) -> [String] { fields.filter { Self.same($0.name, name) }.map(\.value) }

    /// Compares names and values in order.
    public static func == (left: OutboundHeaders, right: OutboundHeaders) -> Bool {
        left.fields.elementsEqual(right.fields) { same($0.name, $1.name) && $0.value == $1.value }
    }

    private static func same(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count && left.lowercased() == right.lowercased()
    }
}

/// A request to somebody else's server.
public struct OutboundRequest: Sendable, Equatable {
    /// The method, upper case.
    public var method: String
    /// The whole URL, percent-encoded. No secret belongs into its query.
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
}

/// Why no answer came back.
public struct TransportError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What went wrong.
    public enum Code: String, Sendable, CaseIterable {
        /// No connection: nothing was sent.
        case connect
        /// The deadline passed.
        case timeout
        /// The connection broke after something was sent: what became of the request is not known.
        case interrupted
        /// The answer was larger than anything that makes sense.
        case tooLarge
        /// The caller of this request gave up.
        case cancelled
    }

    /// What went wrong.
    public let code: Code
    /// Whether it is sure that the other side saw nothing of the request.
    public let isRequestUnsent: Bool
    /// Words for a log.
    public let message: String

    /// Makes an error.
    public init(_ code: Code, isRequestUnsent: Bool = false, _ message: String) {
        self.code = code
        self.isRequestUnsent = isRequestUnsent || code == .connect
        self.message = message
    }

    /// One line for a log, without any URL.
    public var description: String { "\(code.rawValue): \(message)" }
}

/// Sends requests out.
public protocol HTTPTransport: Sendable {
    /// Sends a request once and reads the whole answer.
    ///
    /// - Parameters:
    ///   - request: What to send.
    ///   - deadline: When the answer is of no use any more.
    /// - Returns: The answer, whatever its status; redirects are not followed.
    /// - Throws: ``TransportError``.
    func send(
        _ request: OutboundRequest, deadline: ContinuousClock.Instant
    ) async throws(TransportError) -> OutboundResponse
}
