/// Decides whether a request is sent again, and when: a pure value.
///
/// Nothing is repeated past its deadline, and nothing that might then be done twice.
public struct RetryPolicy: Sendable, Equatable {
    /// What may be repeated.
    public enum Scope: Sendable, Equatable {
        /// Only what certainly never reached the server: for requests that do something each time.
        case unsent
        /// That, and what the server refused with 429 before it looked at it.
        case unprocessed
        /// Whatever failed on its way or at the server (429, any 5xx): for requests that only read.
        case reads
    }

    /// What may be repeated.
    public var scope: Scope
    /// How often a request is sent, the first time included.
    public var attempts: Int
    /// The longest wait that is worth it; a server that asks for more is not asked again.
    public var longestWait: Duration
    /// The first wait where the server names none; each further one is twice as long.
    public var firstWait: Duration
    /// What must be left of the deadline after the wait.
    private static let leastTime = Duration.milliseconds(250)

    /// Makes a policy.
    public init(
        _ scope: Scope, attempts: Int = 2, longestWait: Duration = .seconds(2),
        firstWait: Duration = .milliseconds(150)
    ) {
        self.scope = scope
        self.attempts = attempts
        self.longestWait = longestWait
        self.firstWait = firstWait
    }

    /// Sends everything once.
    public static let never = RetryPolicy(.unsent, attempts: 1)

    /// Says how long to wait before a request is sent again.
    ///
    /// - Parameters:
    ///   - attempt: How often it was sent, from 1.
    ///   - answer: What came of it.
    ///   - asked: How long the server wants to be left alone, where it said so.
    ///   - remaining: What is left of the deadline.
    ///   - random: From 0 up to 1, so that many who were refused together do not come back together.
    /// - Returns: nil when it is not to be sent again.
    public func delay(
        for attempt: Int, answer: Result<OutboundResponse, TransportError>, asked: Duration? = nil,
        remaining: Duration, random: Double
    ) -> Duration? {
        guard attempt < attempts, repeats(answer) else { return nil }
        let step = firstWait * (1 << min(max(attempt - 1, 0), 16))
        let wait: Duration
        if let asked {
            guard asked <= longestWait else { return nil }
            wait = asked + firstWait * random
        } else {
            wait = min(longestWait, step / 2 + step / 2 * random)
        }
        return wait + Self.leastTime <= remaining ? wait : nil
    }

    private func repeats(_ answer: Result<OutboundResponse, TransportError>) -> Bool {
        switch answer {
        case .success(let response):
            switch response.status {
            case 429: scope != .unsent
            case 500..<600: scope == .reads
            default: false
            }
        case .failure(let error):
            switch error.code {
            case .connect: true
            // A server may close an idle connection in the moment that it is used again.
            case .interrupted: scope == .reads || error.isRequestUnsent
            case .timeout, .tooLarge, .cancelled: false
            }
        }
    }
}
