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
