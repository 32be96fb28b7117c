import HTTPTypes
public import Hummingbird
import Logging
import Metrics

/// Logs and counts each request by its route: never its query, which may hold a phone number.
public struct RequestLog: RouterMiddleware {
    /// The context that it works on.
    public typealias Context = AppContext

    /// Makes the middleware.
    public init() {}

    /// Passes a request on, and notes how it went.
    public func handle(
        _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        let response: Response
        do {
            response = try await next(request, context)
        } catch {
            let status = (error as? any HTTPResponseError)?.status ?? .internalServerError
            record(request, context, status)
            throw error
        }
        record(request, context, response.status)
        return response
    }

    private func record(_ request: Request, _ context: AppContext, _ status: HTTPResponse.Status) {
        let route = context.endpointPath ?? "unknown"
        let elapsed = ContinuousClock.now - context.arrivedAt
        let labels = [("route", route), ("method", method(request)), ("status", "\(status.code)")]
        Timer(label: "voicegate_request_seconds", dimensions: labels).record(duration: elapsed)
        context.logger.debug(
            "request",
            metadata: [
                "route": "\(route)", "status": "\(status.code)", "ms": "\(elapsed.nanoseconds / 1_000_000)",
            ].merging(context.subject.metadata) { first, _ in first })
    }

    /// The method as a bounded label: anybody may send any word.
    private func method(_ request: Request) -> String {
        [.get, .post, .put, .delete, .head, .options].contains(request.method) ? request.method.rawValue : "other"
    }
}
