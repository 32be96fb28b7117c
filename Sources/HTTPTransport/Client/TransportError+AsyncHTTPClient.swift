import AsyncHTTPClient

extension TransportError {
    /// Tells what an error of AsyncHTTPClient's means.
    ///
    /// - Parameters:
    ///   - error: What it threw.
    ///   - isSent: Whether the request's head was handed to a connection. Until then every failure, be it of DNS, TCP or
    ///     TLS, is one to connect.
    ///   - upstream: Whom it was about, for the message.
    init(_ error: any Error, isSent: Bool, upstream: String) {
        let known = error as? HTTPClientError
        if error is AnswerCollector.TooLarge {
            self.init(.tooLarge, "\(upstream) answered more than makes sense")
        } else if known == .cancelled || error is CancellationError {
            self.init(.cancelled, isRequestUnsent: !isSent, "the request to \(upstream) was given up")
        } else if known == .deadlineExceeded {
            self.init(.timeout, isRequestUnsent: !isSent, "\(upstream) did not answer in time")
        } else {
            let reason = known?.shortDescription ?? "\(type(of: error))"
            self.init(
                isSent ? .interrupted : .connect,
                "\(upstream) \(isSent ? "broke off" : "cannot be reached"): \(reason)")
        }
    }
}
