public import HTTPTransport
import Synchronization

/// Counts the requests that are under way.
public final class CountedTransport: HTTPTransport {
    private let transport: any HTTPTransport
    private let count = Atomic(0)

    /// Makes one in front of another.
    public init(_ transport: any HTTPTransport) { self.transport = transport }

    /// How many requests wait for their answers.
    public var underWay: Int { count.load(ordering: .relaxed) }

    /// Sends a request, and counts it until its answer is there.
    public func send(
        _ request: OutboundRequest, deadline: ContinuousClock.Instant
    ) async throws(TransportError) -> OutboundResponse {
        count.add(1, ordering: .relaxed)
        defer { count.subtract(1, ordering: .relaxed) }
        return try await transport.send(request, deadline: deadline)
    }
}
