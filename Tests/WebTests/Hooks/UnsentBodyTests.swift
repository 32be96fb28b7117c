import Dispatch
import Foundation
import Glibc
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Web

@Suite("Credentials before bodies")
struct UnsentBodyTests {
    @Test(
        "Who presents the wrong thing is refused while the body is still to come, and cut off",
        arguments: [
            "POST /telephony-hook", "POST /api/okta-telephony", "POST /event-hook", "POST /delivery-reports/8x8",
            "POST /delivery-reports/acs", "POST /nothing-here",
        ])
    func early(line: String) async throws {
        let answer = try await exchange(
            "\(line) HTTP/1.1\r\nHost: x\r\nAuthorization: wrong\r\nContent-Length: 5000000\r\n\r\n")
        #expect(answer.text.hasPrefix(line.hasSuffix("here") ? "HTTP/1.1 404 " : "HTTP/1.1 401 "))
        #expect(answer.text.lowercased().contains("\r\nconnection: close\r\n"))
        #expect(answer.isClosed)
    }

    @Test("Who uploads all the same gets the answer, and is not listened to for long")
    func uploads() async throws {
        let head = "POST /telephony-hook HTTP/1.1\r\nHost: x\r\nContent-Length: 50000000\r\n\r\n"
        let answer = try await exchange(head, upload: 50_000_000)
        #expect(answer.text.hasPrefix("HTTP/1.1 401 ") || answer.text.isEmpty && answer.isClosed)
        // What the kernel's buffers hold, and what is thrown away.
        #expect(answer.uploaded < 30_000_000)
        #expect(answer.isClosed)
    }

    @Test("Who presents the wrong thing with a body that has come may go on with the same connection")
    func whole() async throws {
        let request = "POST /telephony-hook HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}"
        let last = "GET /event-hook HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        let answer = try await exchange(request + last)
        #expect(answer.text.components(separatedBy: "HTTP/1.1 401 ").count == 3)
        #expect(!answer.text.lowercased().prefix(200).contains("connection: close"))
    }

    @Test("A body that is too large is not read to its end")
    func large() async throws {
        let head = """
            POST /telephony-hook HTTP/1.1\r\nHost: x\r\nAuthorization: right\r\nContent-Length: 50000000\r\n\r\n
            """
        let answer = try await exchange(head, upload: 200_000)
        #expect(answer.text.hasPrefix("HTTP/1.1 413 ") && answer.isClosed)
        #expect(answer.text.contains("errorSummary"))
    }

    private struct Exchange: Sendable {
        var text = ""
        var uploaded = 0
        var isClosed = false
    }

    /// Sends a text and an upload, and reads until the other side closes.
    private func exchange(_ head: String, upload: Int = 0) async throws -> Exchange {
        let house = try HookHouse()
        return try await Application(responder: house.responder, server: .voicegate, logger: house.logs.logger)
            .test(.live) { client in
                let port = try #require(client.port)
                return await withCheckedContinuation { continuation in
                    DispatchQueue.global().async {
                        continuation.resume(returning: Self.exchange(port, head, upload))
                    }
                }
            }
    }

    private static func exchange(_ port: Int, _ head: String, _ upload: Int) -> Exchange {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) } == 0
        }
        var exchange = Exchange()
        guard isConnected, send(descriptor, head, head.utf8.count, Int32(MSG_NOSIGNAL)) > 0 else { return exchange }
        let piece = [UInt8](repeating: 0x20, count: 64 * 1024)
        while exchange.uploaded < upload {
            let count = send(descriptor, piece, min(piece.count, upload - exchange.uploaded), Int32(MSG_NOSIGNAL))
            guard count > 0 else { break }
            exchange.uploaded += count
        }
        var bytes = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(descriptor, &bytes, bytes.count, 0)
            guard count > 0 else {
                exchange.isClosed = count == 0 || errno == ECONNRESET
                return exchange
            }
            exchange.text += String(decoding: bytes[..<count], as: UTF8.self)
        }
    }
}
