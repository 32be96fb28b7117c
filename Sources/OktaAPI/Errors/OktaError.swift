import HTTPTransport

/// Why Okta did not do what was asked.
public struct OktaError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What Okta's codes mean for us, by ``OktaErrorTable``.
    public enum Code: String, Sendable, CaseIterable {
        /// The code is not the one that was sent or shown.
        case wrongPasscode
        /// A time-based code was used before.
        case passcodeReused
        /// A time-based code is too old or too new.
        case passcodeOutsideWindow
        /// The person is locked, at Okta's side.
        case locked
        /// A message went out less than 30 seconds ago.
        case recentlySent
        /// A longer limit on messages to this person, or of this organisation.
        case limited
        /// Too many requests: nothing was processed.
        case rateLimited
        /// The factor is gone, not active, or cannot be used for this.
        case factorUnusable
        /// The person is gone or not active.
        case userUnusable
        /// The person said no.
        case rejected
        /// Okta accepted and waits for somebody else.
        case accepted
        /// The request was not well-formed in Okta's eyes, or asks for what the organisation does not have.
        case refusedRequest
        /// The search expression is none.
        case badSearch
        /// Our credentials are not accepted.
        case unauthorized
        /// Our credentials may not do this.
        case forbidden
        /// There is no such thing.
        case notFound
        /// Okta failed.
        case unavailable
        /// No answer in time.
        case timeout
        /// The answer makes no sense.
        case malformedAnswer
        /// A link points away from the organisation; it was not followed.
        case foreignLink
    }

    /// What is known about the request that failed.
    public enum Fate: String, Sendable {
        /// Okta saw nothing of it.
        case unsent
        /// Okta answered it.
        case answered
        /// Okta may have done it.
        case unknown
    }

    /// What it means for us.
    public let code: Code
    /// Okta's own code, such as `E0000068`.
    public let oktaCode: String?
    /// The HTTP status.
    public let status: Int?
    /// `X-Okta-Request-Id`, which Okta's support asks for.
    public let requestID: String?
    /// `errorId`, by which Okta's system log finds it.
    public let errorID: String?
    /// What is known about the request.
    public let fate: Fate
    /// When to ask again at the earliest, where Okta or our own budget says so.
    public let retryAfter: Duration?
    /// What helps, where the refusal is about our credentials.
    public let hint: Hint?
    /// Okta's own words, for whoever sets it up; never in ``description``, since they may name somebody.
    public let explanation: String?

    init(
        _ code: Code, oktaCode: String? = nil, status: Int? = nil, requestID: String? = nil, errorID: String? = nil,
        fate: Fate = .answered, retryAfter: Duration? = nil, hint: Hint? = nil, explanation: String? = nil
    ) {
        self.code = code
        self.oktaCode = oktaCode
        self.status = status
        self.requestID = requestID
        self.errorID = errorID
        self.fate = fate
        self.retryAfter = retryAfter
        self.hint = hint
        self.explanation = explanation
    }

    init(_ refusal: OktaRefusal, retryAfter: Duration? = nil, explains: Bool = false) {
        let code = OktaErrorTable.meaning(of: refusal.oktaCode, status: refusal.status)
        self.init(
            code, oktaCode: refusal.oktaCode, status: refusal.status, requestID: refusal.requestID,
            errorID: refusal.errorID, retryAfter: code == .rateLimited ? retryAfter : nil, hint: refusal.hint,
            explanation: explains ? refusal.explanation : nil)
    }

    init(_ error: TransportError) {
        let code: Code =
            switch error.code {
            case .timeout: .timeout
            case .tooLarge: .malformedAnswer
            case .connect, .interrupted, .cancelled: .unavailable
            }
        self.init(code, fate: error.isRequestUnsent ? .unsent : .unknown)
    }

    /// Reads what came of a request that did not succeed.
    init(_ result: Result<OutboundResponse, TransportError>, retryAfter: Duration?, explains: Bool = false) {
        switch result {
        case .success(let answer): self.init(OktaRefusal(answer), retryAfter: retryAfter, explains: explains)
        case .failure(let error): self.init(error)
        }
    }

    /// One line for a log: codes, ids and what helps, never a body.
    public var description: String {
        var parts = ["Okta \(code.rawValue)"]
        if let oktaCode { parts.append(oktaCode) }
        if let status { parts.append("HTTP \(status)") }
        if let requestID { parts.append("request \(requestID)") }
        if let errorID { parts.append("error \(errorID)") }
        if fate != .answered { parts.append(fate == .unsent ? "nothing was sent" : "its fate is unknown") }
        let line = parts.joined(separator: ", ")
        return hint.map { "\(line): \($0.mend)" } ?? line
    }
}
