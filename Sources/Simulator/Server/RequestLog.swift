import Hummingbird

/// Writes each request into the journal: method, path, status and time; no header, no body.
///
/// It does so before the client can see the end of the request, cut connections included.
struct RequestLog: RouterMiddleware {
    let upstream: Upstream
    let journal: Journal

    func handle(
        _ request: Request, context: SimulatorContext,
        next: (Request, SimulatorContext) async throws -> Response
    ) async throws -> Response {
        let began = ContinuousClock.now
        do {
            let response = try await next(request, context)
            record(request, status: response.status.code, began: began)
            return response
        } catch is ConnectionCut {
            record(request, status: nil, began: began)
            try? await context.channel.close(mode: .all)
            return Response(status: .internalServerError)
        } catch {
            record(request, status: (error as? any HTTPResponseError)?.status.code ?? 500, began: began)
            throw error
        }
    }

    private func record(_ request: Request, status: Int?, began: ContinuousClock.Instant) {
        journal.record(
            .request(
                RequestRecord(
                    upstream: upstream, method: request.method.rawValue, path: request.rawPath,
                    query: request.rawQuery, status: status,
                    milliseconds: began.duration(to: .now).seconds * 1000)))
    }
}

/// Thrown by a fault that wants the connection closed without an answer.
struct ConnectionCut: Error {}
