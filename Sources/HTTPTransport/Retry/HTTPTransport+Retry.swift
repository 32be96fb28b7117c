public import Clocks

extension HTTPTransport {
    /// Sends a request as often as a policy allows.
    ///
    /// - Parameters:
    ///   - request: What to send.
    ///   - deadline: When the answer is of no use any more; it covers all attempts and the waits between them.
    ///   - policy: Decides what is repeated.
    ///   - timing: The clocks to go by.
    /// - Returns: The last answer, whatever its status.
    /// - Throws: ``TransportError`` of the last attempt.
    public func send(
        _ request: OutboundRequest, deadline: ContinuousClock.Instant, repeating policy: RetryPolicy, timing: Timing
    ) async throws(TransportError) -> OutboundResponse {
        var attempt = 1
        while true {
            let result: Result<OutboundResponse, TransportError>
            do {
                result = .success(try await send(request, deadline: deadline))
            } catch {
                result = .failure(error)
            }
            let asked = (try? result.get())?.retryAfter(at: timing.date())
            guard
                let wait = policy.delay(
                    for: attempt, answer: result, asked: asked, remaining: deadline - timing.now(),
                    random: timing.random())
            else { return try result.get() }
            do {
                try await timing.pause(wait)
            } catch {
                throw TransportError(.cancelled, "the request to \(request.upstream) was given up")
            }
            attempt += 1
        }
    }
}
