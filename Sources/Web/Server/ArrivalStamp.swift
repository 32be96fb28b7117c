import HTTPTypes
public import Hummingbird
import NIOCore
import NIOHTTPTypes

/// Notes in each request's head when it was read.
///
/// Under load a request waits before its handler begins, and that time is part of what its sender waits.
final class ArrivalStamp: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart

    private static let origin = ContinuousClock.now

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
        // Replaces what a client may have put there.
        head.headerFields[.arrival] = String((ContinuousClock.now - Self.origin).nanoseconds)
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    /// When a request was read; nil where no stamp is.
    static func time(in fields: HTTPFields) -> ContinuousClock.Instant? {
        fields[.arrival].flatMap(Int64.init).map { origin + .nanoseconds($0) }
    }
}

/// Tells a request's context when it was read, which ``ArrivalStamp`` has noted.
///
/// Only behind ``HummingbirdCore/HTTPServerBuilder/voicegate``: elsewhere a client could say it.
public struct Arrivals: RouterMiddleware {
    /// The context that it works on.
    public typealias Context = AppContext

    /// Makes the middleware.
    public init() {}

    /// Passes a request on with its time of arrival.
    public func handle(
        _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        guard let time = ArrivalStamp.time(in: request.headers) else { return try await next(request, context) }
        var context = context
        context.arrivedAt = min(time, context.arrivedAt)
        return try await next(request, context)
    }
}

extension HTTPField.Name {
    static let arrival = constant("X-Voicegate-Arrival")
}
