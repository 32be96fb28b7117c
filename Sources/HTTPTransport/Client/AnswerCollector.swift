import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Synchronization

/// Collects one answer, up to a size, and knows whether anything of the request can have been sent.
final class AnswerCollector: HTTPClientResponseDelegate {
    typealias Response = OutboundResponse

    /// The answer is larger than anything that makes sense.
    struct TooLarge: Error {}

    private struct State {
        var isSent = false
        var response = OutboundResponse(status: 0)
    }

    private let limit: Int
    private let method: String
    private let state = Mutex(State())

    /// - Parameters:
    ///   - limit: Bytes of the body at most.
    ///   - method: The request's; the answer to a HEAD announces a body that does not come.
    init(limit: Int, method: String) {
        self.limit = limit
        self.method = method
    }

    /// Whether the request's head has been handed to a connection.
    var isSent: Bool { state.withLock(\.isSent) }

    func didSendRequestHead(task: HTTPClient.Task<Response>, _ head: HTTPRequestHead) {
        state.withLock { $0.isSent = true }
    }

    func didReceiveHead(task: HTTPClient.Task<Response>, _ head: HTTPResponseHead) -> EventLoopFuture<Void> {
        let announced = head.headers.first(name: "Content-Length").flatMap { Int($0) } ?? 0
        guard announced <= limit || method == "HEAD" else { return task.eventLoop.makeFailedFuture(TooLarge()) }
        state.withLock { state in
            state.response.status = Int(head.status.code)
            state.response.headers = OutboundHeaders(head.headers.map { ($0.name, $0.value) })
            state.response.body.reserveCapacity(announced <= limit ? announced : 0)
        }
        return task.eventLoop.makeSucceededVoidFuture()
    }

    func didReceiveBodyPart(task: HTTPClient.Task<Response>, _ buffer: ByteBuffer) -> EventLoopFuture<Void> {
        let fits = state.withLock { state in
            guard state.response.body.count + buffer.readableBytes <= limit else { return false }
            state.response.body.append(contentsOf: buffer.readableBytesView)
            return true
        }
        return fits ? task.eventLoop.makeSucceededVoidFuture() : task.eventLoop.makeFailedFuture(TooLarge())
    }

    func didFinishRequest(task: HTTPClient.Task<Response>) throws -> OutboundResponse {
        state.withLock(\.response)
    }
}
