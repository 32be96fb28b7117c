import NIOCore
import NIOPosix
import Testing

@testable import Web

@Suite("Trying an address")
struct ListeningTests {
    @Test("A free port is no problem, and is free again afterwards")
    func free() async {
        #expect(await ListeningTrial.problem(host: "127.0.0.1", port: 0) == nil)
    }

    @Test("A port that somebody listens at is taken")
    func taken() async throws {
        let other = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(other.localAddress?.port)
        #expect(await ListeningTrial.problem(host: "127.0.0.1", port: port) == .portTaken)
        try await other.close().get()
        #expect(await ListeningTrial.problem(host: "127.0.0.1", port: port) == nil)
    }

    @Test("An address of another machine is none of ours")
    func elsewhere() async {
        #expect(await ListeningTrial.problem(host: "192.0.2.1", port: 0) == .addressElsewhere)
    }

    @Test("What the system says is understood")
    func words() {
        #expect(ListeningProblem(IOError(errnoCode: EACCES, reason: "bind")) == .portForbidden)
        #expect(ListeningProblem(IOError(errnoCode: 5, reason: "bind")) == .other(5))
        #expect(ListeningProblem(SocketAddressError.failedToParseIPString("nope.invalid")) == .hostUnknown)
    }
}
