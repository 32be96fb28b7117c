import Metrics
import NIOCore
import NIOHTTPTypes

/// Cuts a connection whose request does not come to its end in time, however busily it dribbles.
///
/// Bytes that come one by one would keep an idle timer content for ever, and a few thousand such connections would take
/// the places of all callers. The first request must be whole a while after the connection was made; a later one a while
/// after its head, and its head before a connection that says nothing would have been cut. Who asks and asks and does
/// not read what is answered is cut as well.
final class RequestDeadline: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// For a whole request: Twilio and Okta send theirs in one piece, and give up waiting after 15 and 3 seconds.
    static let request = TimeAmount.seconds(15)
    /// From an answer to the next request's head.
    static let pause = TimeAmount.seconds(Limits.idle)

    /// When the connection is cut; nil while it is we who have to say something.
    private var due: NIODeadline?
    /// Since when the other side has left more unread than is kept for it; nil while it reads.
    private var unreadSince: NIODeadline?
    /// Requests whose answer was not written to its end.
    private var unanswered = 0
    /// One timer for all that is awaited on the connection: a new one for every request would cost more than looking.
    private var timer: Scheduled<Void>?

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { begin(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        begin(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            unanswered += 1
            due = context.eventLoop.now + Self.request
        case .body: break
        case .end: due = unanswered == 0 ? context.eventLoop.now + Self.pause : nil
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) {
            unanswered -= 1
            // Answered before its end had come: that is still awaited.
            if unanswered == 0, due == nil { due = context.eventLoop.now + Self.pause }
        }
        context.write(data, promise: promise)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        unreadSince = context.channel.isWritable ? nil : context.eventLoop.now
        context.fireChannelWritabilityChanged()
    }

    private func begin(_ context: ChannelHandlerContext) {
        guard timer == nil else { return }
        due = context.eventLoop.now + Self.request
        look(after: Self.request, context.eventLoop, context.channel)
    }

    private func look(after time: TimeAmount, _ loop: any EventLoop, _ channel: any Channel) {
        timer = loop.assumeIsolated().scheduleTask(in: time) {
            let ends = [self.due, self.unreadSince.map { $0 + Self.pause }].compactMap(\.self)
            let rest = ends.min().map { $0 - loop.now } ?? Self.request
            guard rest <= .zero else { return self.look(after: rest, loop, channel) }
            Counter(label: "voicegate_connections_cut").increment()
            channel.close(promise: nil)
        }
    }
}
