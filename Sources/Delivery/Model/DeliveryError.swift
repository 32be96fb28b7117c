/// Why a provider did not take a message, or may not have.
///
/// Every text in it is ours or a vendor's bare code: a vendor's sentences may repeat the number or the message.
public struct DeliveryError: Error, Sendable, Hashable {
    /// The few reasons that decisions are made on.
    public enum Code: String, Sendable, CaseIterable, Codable {
        /// The number cannot get this message from anybody.
        case invalidDestination
        /// This provider does not send this message to this number; another may.
        case refused
        /// The provider takes the request for toll fraud.
        case fraudSuspected
        /// Too many requests; nothing was sent.
        case throttled
        /// The provider does not work at the moment, and nothing was sent.
        case unavailable
        /// Our settings or our account are wrong; nothing was sent.
        case misconfigured
        /// The message may have been sent: no answer in time, a connection cut after sending, an answer we cannot read.
        case fateUnknown
    }

    /// The reason.
    public let code: Code
    /// The vendor's own code: `21211`, `http-503`, `timeout`.
    public let providerCode: String?
    /// What happened and, where it helps, what to do; safe for logs.
    public let summary: String
    /// Whether the provider is the worse for it: false for what only this number or message causes.
    ///
    /// Otherwise one person who asks for code after code would close a provider to everybody.
    public let countsAgainstProvider: Bool

    /// Makes an error.
    ///
    /// - Parameters:
    ///   - code: The reason.
    ///   - providerCode: The vendor's code, without the vendor's words.
    ///   - summary: A sentence of ours.
    ///   - countsAgainstProvider: Nil for what is usual of the reason.
    public init(
        _ code: Code, providerCode: String? = nil, summary: String, countsAgainstProvider: Bool? = nil
    ) {
        self.code = code
        self.providerCode = providerCode
        self.summary = summary
        self.countsAgainstProvider = countsAgainstProvider ?? code.isProvidersFault
    }

    /// Whether the next provider may be tried.
    ///
    /// Not after a number that nobody reaches, and not around a provider's fraud guard. After an unknown fate it may:
    /// two messages with one code do no harm, none does.
    public var permitsNextProvider: Bool {
        switch code {
        case .invalidDestination, .fraudSuspected: false
        case .refused, .throttled, .unavailable, .misconfigured, .fateUnknown: true
        }
    }
}

extension DeliveryError.Code {
    var isProvidersFault: Bool {
        switch self {
        case .invalidDestination, .refused, .fraudSuspected: false
        case .throttled, .unavailable, .misconfigured, .fateUnknown: true
        }
    }
}

extension DeliveryError: CustomStringConvertible {
    /// The reason, the vendor's code and our sentence.
    public var description: String {
        code.rawValue + (providerCode.map { " (\($0))" } ?? "") + ": " + summary
    }
}
