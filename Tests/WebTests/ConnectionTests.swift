import Clocks
import Foundation
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import Web

@Suite("Connections")
struct ConnectionTests {
    private let loop = EmbeddedEventLoop()

    private func connection() throws -> EmbeddedChannel {
        let channel = EmbeddedChannel(handler: RequestDeadline(), loop: loop)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return channel
    }

    private let head = HTTPRequestPart.head(HTTPRequest(method: .post, scheme: "http", authority: "x", path: "/"))

    private func answer(_ channel: EmbeddedChannel) throws {
        try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .ok)))
        try channel.writeOutbound(HTTPResponsePart.end(nil))
    }

    @Test("A connection that says nothing is cut after a while")
    func silent() throws {
        let channel = try connection()
        loop.advanceTime(by: .seconds(14))
        #expect(channel.isActive)
        loop.advanceTime(by: .seconds(2))
        #expect(!channel.isActive)
    }

    @Test("A body that comes byte by byte does not keep a connection open")
    func dribbling() throws {
        let channel = try connection()
        try channel.writeInbound(head)
        for _ in 0..<14 {
            loop.advanceTime(by: .seconds(1))
            try channel.writeInbound(HTTPRequestPart.body(ByteBuffer(string: "a")))
        }
        #expect(channel.isActive)
        loop.advanceTime(by: .seconds(2))
        #expect(!channel.isActive)
    }

    @Test("While a whole request is worked on, its connection stays")
    func working() throws {
        let channel = try connection()
        try channel.writeInbound(head)
        try channel.writeInbound(HTTPRequestPart.end(nil))
        loop.advanceTime(by: .seconds(300))
        #expect(channel.isActive)
        try answer(channel)
        loop.advanceTime(by: .seconds(59))
        #expect(channel.isActive)
        try channel.writeInbound(head)
        try channel.writeInbound(HTTPRequestPart.end(nil))
        try answer(channel)
        loop.advanceTime(by: .seconds(59))
        #expect(channel.isActive)
        loop.advanceTime(by: .seconds(20))
        #expect(!channel.isActive)
        _ = try? channel.finish()
    }

    @Test("An answer before the request's end gives the sender no more time")
    func early() throws {
        let channel = try connection()
        try channel.writeInbound(head)
        try answer(channel)
        loop.advanceTime(by: .seconds(16))
        #expect(!channel.isActive)
    }

    @Test("Who does not read the answers is cut after a while, and who reads late is not")
    func unread() throws {
        let channel = try connection()
        try channel.writeInbound(head)
        try channel.writeInbound(HTTPRequestPart.end(nil))
        for isWritable in [false, true, false] {
            channel.isWritable = isWritable
            channel.pipeline.fireChannelWritabilityChanged()
            loop.advanceTime(by: .seconds(45))
            #expect(channel.isActive)
        }
        loop.advanceTime(by: .seconds(31))
        #expect(!channel.isActive)
    }

    @Test("As many connections as there may be, and no more; one warning a minute")
    func limit() async throws {
        let (logs, clock) = (LogBook(), HandClock())
        var limit = ConnectionLimit(2, side: "front", timing: clock.timing, logger: logs.logger)
        func warnings() -> Int { logs.text.components(separatedBy: "as many connections").count - 1 }
        limit.connectionOpened()
        #expect(limit.isAcceptingNewConnections())
        limit.connectionOpened()
        #expect(!limit.isAcceptingNewConnections())
        limit.connectionClosed()
        #expect(limit.isAcceptingNewConnections())
        limit.connectionOpened()
        #expect(!limit.isAcceptingNewConnections())
        #expect(warnings() == 1)
        try await clock.timing.pause(.seconds(60))
        limit.connectionClosed()
        limit.connectionOpened()
        #expect(warnings() == 2)
    }
}
