import NIOCore
import NIOPosix
import Synchronization
import Testing
import Web

@testable import App

@Suite("Where it listens")
struct ListeningPlacesTests {
    private func fault(_ environment: [String: String]) async throws -> StartFault? {
        let settings = try SettingsFixture.load(["PORT": "0", "ADMIN_PORT": "0"].merging(environment) { $1 }).server
        do {
            try await VoicegateService.tryAddresses(settings)
            return nil
        } catch {
            return error
        }
    }

    @Test("Free ports are fine")
    func free() async throws {
        #expect(try await fault([:]) == nil)
    }

    @Test("A taken port is one line with its setting, and no fault of the settings", arguments: ["PORT", "ADMIN_PORT"])
    func taken(_ setting: String) async throws {
        let other = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(other.localAddress?.port)
        let fault = try #require(try await fault([setting: "\(port)"]))
        #expect(fault.lines == ["\(setting): \(port) is taken by another program; stop it or choose another port"])
        #expect(!fault.isSetting)
        try await other.close().get()
    }

    @Test("An address of another machine is a fault of the setting, for each side")
    func elsewhere() async throws {
        let fault = try #require(try await fault(["HOST": "192.0.2.1", "ADMIN_HOST": "192.0.2.1"]))
        #expect(fault.isSetting)
        #expect(fault.lines.count == 2)
        #expect(fault.lines[0].hasPrefix("HOST: 192.0.2.1 is no address of this machine; "))
        #expect(fault.lines[1].hasPrefix("ADMIN_HOST: 192.0.2.1 is no address of this machine; "))
    }

    @Test(
        "What stands in the way is said with the setting and the mend",
        arguments: [
            (ListeningProblem.portForbidden, "PORT: 80 is for privileged programs alone; choose one above 1023"),
            (
                .hostUnknown,
                "HOST: nope.invalid leads to no address; look for a slip, or write an address such as 127.0.0.1"
            ),
            (.other(5), "HOST and PORT: nothing can listen at nope.invalid, port 80 (errno 5); choose others"),
        ])
    func words(_ problem: ListeningProblem, _ line: String) {
        #expect(VoicegateService.line(about: problem, prefix: "", host: "nope.invalid", port: 80) == line)
    }

    @Test("The news comes once, when both sides listen")
    func both() async {
        let heard = Mutex<[String]>([])
        let news = ListeningNews { places in
            heard.withLock { $0.append("\(places.publicSide) \(places.adminSide)") }
        }
        await news.listens(.admin, host: "127.0.0.1", port: 8081)
        #expect(heard.withLock { $0 }.isEmpty)
        await news.listens(.front, host: "::1", port: 8080)
        #expect(heard.withLock { $0 } == ["[::1]:8080 127.0.0.1:8081"])
    }
}
