import HTTPTypes
public import Hummingbird
import Instrumentation
import Logging
import Tracing

/// Puts each request into a span, under the caller's where `traceparent` names one.
///
/// Hummingbird's own middleware would keep the query, which may hold a telephone number.
public struct RequestTracing: RouterMiddleware {
    /// The context that it works on.
    public typealias Context = AppContext

    /// Makes the middleware.
    public init() {}

    /// Passes a request on inside a span; every line that is logged inside carries its `trace_id`, its `request_id`
    /// and whatever else ``RequestSubject/name(_:_:)`` says of it.
    public func handle(
        _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        var outer = InstrumentationContext.current ?? .topLevel
        InstrumentationSystem.instrument.extract(request.headers, into: &outer, using: FieldExtractor())
        outer.subject = context.subject
        return try await withSpan("request", context: outer, ofKind: .server) { span in
            var header: String?
            InstrumentationSystem.instrument.inject(span.context, into: &header, using: HeaderValue())
            if let header, let traceID = header.utf8.split(separator: UInt8(ascii: "-")).dropFirst().first {
                context.subject.name("trace_id", String(Substring(traceID)))
            }
            let response = try await next(request, context)
            span.operationName = "\(request.method.rawValue) \(context.endpointPath ?? "unknown")"
            span.attributes["http.response.status_code"] = response.status.code
            if response.status.kind == .serverError { span.setStatus(.init(code: .error)) }
            return response
        }
    }
}

private struct FieldExtractor: Extractor {
    func extract(key: String, from carrier: HTTPFields) -> String? {
        key == "traceparent" ? carrier[.traceparent] : HTTPField.Name(key).flatMap { carrier[$0] }
    }
}

extension HTTPField.Name {
    fileprivate static let traceparent = constant("traceparent")
}

/// Takes the value of `traceparent`.
private struct HeaderValue: Injector {
    func inject(_ value: String, forKey key: String, into carrier: inout String?) {
        if key == "traceparent" { carrier = value }
    }
}
