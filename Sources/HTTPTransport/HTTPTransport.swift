/// Sends requests out.
public protocol HTTPTransport: Sendable {
    /// Sends a request once and reads the whole answer.
    ///
    /// - Parameters:
    ///   - request: What to send.
    ///   - deadline: When the answer is of no use any more; it covers connecting, sending and reading.
    /// - Returns: The answer, whatever its status; redirects are not followed.
    /// - Throws: ``TransportError``.
    func send(
        _ request: OutboundRequest, deadline: ContinuousClock.Instant
    ) async throws(TransportError) -> OutboundResponse
}
