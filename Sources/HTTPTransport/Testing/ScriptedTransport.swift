import Synchronization

/// Answers requests as a test lays down, and keeps them for it to look at.
public final class ScriptedTransport: HTTPTransport {
    /// What a test gives for a request.
    public typealias Script = @Sendable (OutboundRequest) async throws(TransportError) -> OutboundResponse

    private struct Seen {
        var requests: [OutboundRequest] = []
        var deadlines: [ContinuousClock.Instant] = []
    }

    private let script: Script
    private let seen = Mutex(Seen())

    /// Makes a transport that asks a closure.
    public init(_ script: @escaping Script) { self.script = script }

    /// Makes a transport that gives one answer after the other, and cannot be reached when none is left.
    public convenience init(answers: [Result<OutboundResponse, TransportError>]) {
        let queue = AnswerQueue(answers)
        self.init { _ throws(TransportError) in try queue.next() }
    }

    /// The requests so far, in order.
    public var requests: [OutboundRequest] { seen.withLock(\.requests) }

    /// The deadlines that came with them.
    public var deadlines: [ContinuousClock.Instant] { seen.withLock(\.deadlines) }

    /// Notes a request and answers it by the script.
    public func send(
        _ request: OutboundRequest, deadline: ContinuousClock.Instant
    ) async throws(TransportError) -> OutboundResponse {
        seen.withLock {
            $0.requests.append(request)
            $0.deadlines.append(deadline)
        }
        return try await script(request)
    }
}

/// Answers that are given once each.
private final class AnswerQueue: Sendable {
    private let rest: Mutex<ArraySlice<Result<OutboundResponse, TransportError>>>

    init(_ answers: [Result<OutboundResponse, TransportError>]) { rest = Mutex(answers[...]) }

    func next() throws(TransportError) -> OutboundResponse {
        guard let answer = rest.withLock({ $0.popFirst() }) else {
            throw TransportError(.connect, "the script has no more answers")
        }
        return try answer.get()
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
