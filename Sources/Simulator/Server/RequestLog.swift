import Hummingbird

/// Writes each request into the journal: method, path, status and time; no header, no body.
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

/// Thrown when a fault has closed the connection, so that nobody tries to answer.
struct ConnectionCut: Error {}
