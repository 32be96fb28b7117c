import HTTPTransport

/// Who waits for an answer of Okta's.
enum RequestPriority: Sendable, CaseIterable {
    /// A caller, on the line: may use all that Okta allows, and does not wait long.
    case interactive
    /// Somebody who asks again anyway: sent only while more than half is left, and never repeated.
    case background
    /// A job that takes its time: as ``background``, but it waits.
    case patient

    /// How long a request may wait for its turn.
    var longestWait: Duration {
        switch self {
        case .interactive: OktaClient.longestWait
        case .background: .zero
        case .patient: .seconds(120)
        }
    }

    /// What is sent again.
    func policy(for method: String) -> RetryPolicy {
        switch self {
        case .interactive where method == "POST": RetryPolicy(.unsent)
        case .interactive: RetryPolicy(.reads, longestWait: longestWait)
        case .background: .never
        // What Okta refused with 429 did nothing; anything else that creates might then be there twice.
        case .patient where method == "POST":
            RetryPolicy(.unprocessed, attempts: 5, longestWait: longestWait, firstWait: .seconds(1))
        case .patient: RetryPolicy(.reads, attempts: 5, longestWait: longestWait, firstWait: .seconds(1))
        }
    }
}
