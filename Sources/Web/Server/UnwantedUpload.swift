import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Ends a connection whose request was answered before its body had come: a refusal must not cost an upload.
///
/// The answer says `Connection: close`. What the client has under way is thrown away for a moment, since a connection
/// that is closed over unread bytes takes the answer with it (RFC 9112, 9.6).
final class UnwantedUpload: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// Bytes that are thrown away before the connection is cut.
    static let bytes = 256 * 1024
    /// How long they are thrown away.
    static let time = TimeAmount.seconds(1)

    private var requestsRead = 0
    private var answersBegun = 0
    private var isRefusing = false
    private var thrownAway = 0

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        if case .end = part { requestsRead += 1 }
        guard isRefusing else { return context.fireChannelRead(data) }
        switch part {
        case .head: break
        case .body(let bytes):
            thrownAway += bytes.readableBytes
            if thrownAway > Self.bytes { context.close(promise: nil) }
        case .end: context.close(promise: nil)
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head) where head.status.kind != .informational:
            answersBegun += 1
            guard requestsRead < answersBegun else { break }
            isRefusing = true
            head.headerFields[.connection] = "close"
            return context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .end where isRefusing:
            context.writeAndFlush(data, promise: promise)
            return linger(context)
        default: break
        }
        context.write(data, promise: promise)
    }

    /// Says that nothing more will come, and gives the client a moment to read what came.
    private func linger(_ context: ChannelHandlerContext) {
        guard requestsRead < answersBegun else { return context.close(promise: nil) }
        context.close(mode: .output, promise: nil)
        let channel = context.channel
        context.eventLoop.scheduleTask(in: Self.time) { channel.close(promise: nil) }
    }
}
