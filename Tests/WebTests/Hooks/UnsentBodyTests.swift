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
        "Who presents the wrong thing is refused while the body is still to come",
        arguments: [
            "POST /telephony-hook", "POST /api/okta-telephony", "POST /event-hook", "POST /delivery-reports/8x8",
            "POST /delivery-reports/acs",
        ])
    func early(line: String) async throws {
        let house = try HookHouse()
        let answer = try await Application(responder: house.responder, logger: house.logs.logger).test(.live) {
            client in
            let port = try #require(client.port)
            return await Self.answer(
                at: port, to: "\(line) HTTP/1.1\r\nHost: x\r\nAuthorization: wrong\r\nContent-Length: 5000000\r\n\r\n")
        }
        #expect(answer.hasPrefix("HTTP/1.1 401 "))
        #expect(answer.lowercased().contains("www-authenticate:"))
    }

    /// Sends a text and nothing more, and reads the first bytes that come back.
    private static func answer(at port: Int, to head: String) async -> String {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: exchange(port, head)) }
        }
    }

    private static func exchange(_ port: Int, _ head: String) -> String {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) } == 0
        }
        guard isConnected, send(descriptor, head, head.utf8.count, Int32(MSG_NOSIGNAL)) > 0 else { return "" }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : ""
    }
}
