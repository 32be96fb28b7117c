import NIOCore
import NIOPosix
import Synchronization

/// A server on loopback that says to every request what a test laid down, byte by byte.
final class RawServer: Sendable {
    /// What it does when a request comes.
    enum Answer: Sendable {
        /// Says this and keeps the connection.
        case text(String)
        /// Says this and cuts the connection.
        case cut(after: String)
        /// Says nothing.
        case silence
    }

    private let channel: any Channel
    private let handler: Handler

    private init(channel: any Channel, handler: Handler) {
        self.channel = channel
        self.handler = handler
    }

    /// Listens on a free port.
    static func start(_ answer: Answer) async throws -> RawServer {
        let handler = Handler(answer)
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.backlog, value: 256)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(handler) }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return RawServer(channel: channel, handler: handler)
    }

    /// The port it listens on.
    var port: Int { channel.localAddress?.port ?? 0 }

    /// What came in so far, of all connections together.
    var heard: String { handler.heard.withLock { $0 } }

    /// How many connections there were.
    var connections: Int { handler.connections.withLock { $0 } }

    func stop() async throws { try await channel.close() }

    /// One for all connections: it remembers nothing of a single one.
    private final class Handler: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        let answer: Answer
        let heard = Mutex("")
        let connections = Mutex(0)

        init(_ answer: Answer) { self.answer = answer }

        func channelActive(context: ChannelHandlerContext) { connections.withLock { $0 += 1 } }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let text = String(buffer: unwrapInboundIn(data))
            heard.withLock { $0 += text }
            switch answer {
            case .text(let text): context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
            case .cut(let text):
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
                context.close(promise: nil)
            case .silence: break
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}
