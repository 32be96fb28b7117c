import Foundation
import NIOCore
import NIOPosix
import Testing

@testable import HTTPTransport

/// A server that answers every request with the same bytes, or never.
private struct RawServer {
    let channel: any Channel
    var url: String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)/x" }

    private final class Handler: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer
        let answer: String?
        let heard: @Sendable (String) -> Void

        init(_ answer: String?, _ heard: @escaping @Sendable (String) -> Void) {
            self.answer = answer
            self.heard = heard
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            heard(String(buffer: unwrapInboundIn(data)))
            guard let answer else { return }
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
            if !answer.contains("Content-Length") { context.close(promise: nil) }
        }
    }

    static func start(_ answer: String?, heard: @escaping @Sendable (String) -> Void = { _ in }) async throws -> RawServer {
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Handler(answer, heard))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return RawServer(channel: channel)
    }
}

@Suite("Requests over a real socket", .serialized)
struct AsyncHTTPTransportTests {
    private func send(
        _ answer: String?, method: String = "GET", within time: Duration = .seconds(5), heard: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> Result<OutboundResponse, TransportError> {
        let server = try await RawServer.start(answer, heard: heard)
        let transport = AsyncHTTPTransport()
        let result: Result<OutboundResponse, TransportError>
        do {
            let request = OutboundRequest(method: method, url: server.url, upstream: "test", operation: "test")
            result = .success(try await transport.send(request, deadline: .now + time))
        } catch {
            result = .failure(error)
        }
        await transport.shutdown()
        try await server.channel.close()
        return result
    }

    private func code(_ result: Result<OutboundResponse, TransportError>) -> TransportError.Code? {
        if case .failure(let error) = result { error.code } else { nil }
    }

    @Test("An answer comes with its status, headers and body")
    func answer() async throws {
        let result = try await send("HTTP/1.1 201 Created\r\nContent-Length: 2\r\nX-A: 1\r\nX-A: 2\r\n\r\nok")
        let response = try result.get()
        #expect(response.status == 201)
        #expect(response.headers.values(of: "x-a") == ["1", "2"])
        #expect(response.body == Array("ok".utf8))
    }

    @Test("A POST without a body says so")
    func emptyPost() async throws {
        let (stream, continuation) = AsyncStream.makeStream(of: String.self)
        _ = try await send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", method: "POST") { continuation.yield($0) }
        var heard = stream.makeAsyncIterator()
        #expect(await heard.next()?.lowercased().contains("content-length: 0") == true)
    }

    @Test("A redirect is not followed: credentials would go along")
    func redirect() async throws {
        let result = try await send("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")
        #expect(try result.get().status == 302)
    }

    @Test("A server that hangs is left at the deadline, its fate unknown")
    func hangs() async throws {
        let begin = ContinuousClock.now
        let result = try await send(nil, within: .milliseconds(200))
        #expect(code(result) == .timeout)
        #expect(ContinuousClock.now - begin < .seconds(3))
        if case .failure(let error) = result { #expect(!error.isRequestUnsent) }
    }

    @Test("A connection cut before the answer leaves the fate unknown")
    func cut() async throws {
        let result = try await send("HTTP/1.1 200 OK\r\n")
        #expect(code(result) == .interrupted)
    }

    @Test("An answer of more than a megabyte is refused")
    func huge() async throws {
        let body = String(repeating: "x", count: 1_100_000)
        #expect(code(try await send("HTTP/1.1 200 OK\r\nContent-Length: 1100000\r\n\r\n\(body)")) == .tooLarge)
    }

    @Test("Where nobody listens nothing was sent; after the deadline nothing is")
    func unsent() async throws {
        let transport = AsyncHTTPTransport()
        let request = OutboundRequest(method: "GET", url: "http://127.0.0.1:1/", upstream: "test", operation: "test")
        await #expect { try await transport.send(request, deadline: .now + .seconds(2)) } throws: { ($0 as? TransportError)?.isRequestUnsent == true }
        await #expect { try await transport.send(request, deadline: .now - .seconds(1)) } throws: {
            ($0 as? TransportError)?.code == .timeout && ($0 as? TransportError)?.isRequestUnsent == true
        }
        await transport.shutdown()
    }

    @Test("Header names compare without case")
    func headers() {
        var headers = OutboundHeaders([("A", "1"), ("a", "2")])
        #expect(headers["a"] == "1")
        headers["A"] = "3"
        #expect(headers.values(of: "a") == ["3"])
    }
}
