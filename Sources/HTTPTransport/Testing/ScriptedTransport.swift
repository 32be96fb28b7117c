import Synchronization

/// Answers requests as a test lays down, and keeps them for it to look at.
public final class ScriptedTransport: HTTPTransport {
    /// What a test gives for a request.
    public typealias Script = @Sendable (OutboundRequest) async throws(TransportError) -> OutboundResponse

    private let script: Script
    private let seen = Mutex<[OutboundRequest]>([])

    /// Makes a transport.
    public init(_ script: @escaping Script) { self.script = script }

    /// The requests so far, in order.
    public var requests: [OutboundRequest] { seen.withLock { $0 } }

    public func send(
        _ request: OutboundRequest, deadline: ContinuousClock.Instant
    ) async throws(TransportError) -> OutboundResponse {
        seen.withLock { $0.append(request) }
        return try await script(request)
    }
}

extension OutboundResponse {
    /// Makes an answer with a JSON body.
    public static func json(_ text: String, status: Int = 200, headers: [(String, String)] = []) -> OutboundResponse {
        OutboundResponse(
            status: status, headers: OutboundHeaders([("Content-Type", "application/json")] + headers),
            body: Array(text.utf8))
    }
}
