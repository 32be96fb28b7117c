/// Takes hold of calls that are going on.
public protocol LiveCalls: Sendable {
    /// Makes a live call fetch its next document from a URL at once, whatever it is doing.
    func redirect(_ id: CallID, to url: String, deadline: ContinuousClock.Instant) async -> RedirectOutcome
}

/// What came of redirecting a live call.
public enum RedirectOutcome: String, Sendable, Equatable {
    case redirected
    /// The caller has hung up.
    case notInProgress
    case failed
}
