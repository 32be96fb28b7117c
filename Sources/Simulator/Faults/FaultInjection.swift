import Hummingbird
import NIOCore

/// Lets faults happen to the requests of a server.
struct FaultInjection: RouterMiddleware {
    let upstream: Upstream
    let plan: FaultPlan

    /// Makes the vendor's answer for a status and an error code.
    let refusal: @Sendable (_ status: Int, _ code: String?) -> Response

    func handle(
        _ request: Request, context: SimulatorContext,
        next: (Request, SimulatorContext) async throws -> Response
    ) async throws -> Response {
        switch await plan.take(upstream, path: request.rawPath, method: request.method.rawValue) {
        case nil, .undelivered, .rejected:
            return try await next(request, context)
        case .delay(let time):
            try await Task.sleep(for: time)
            return try await next(request, context)
        case .status(let status, let code):
            return refusal(status, code)
        case .html:
            return Response(
                status: .ok, headers: [.contentType: "text/html"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: "<html><body><h1>Bad gateway</h1></body></html>")))
        case .halfJSON:
            return try await halved(try await next(request, context))
        case .cutBeforeAnswer:
            throw ConnectionCut()
        case .cutAfterReading:
            _ = try? await next(request, context)
            throw ConnectionCut()
        case .hang:
            await plan.hang()
            throw ConnectionCut()
        }
    }

    private func halved(_ response: Response) async throws -> Response {
        let buffer = BodyBuffer()
        try await response.body.write(buffer)
        let bytes = await buffer.bytes
        return Response(
            status: response.status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes.prefix(bytes.count / 2))))
    }
}

/// Takes the place of a connection to learn what would have been written.
private actor BodyBuffer: ResponseBodyWriter {
    private(set) var bytes: [UInt8] = []

    func write(_ buffer: ByteBuffer) async throws {
        bytes.append(contentsOf: buffer.readableBytesView)
    }

    nonisolated func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
