import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization

@testable import Simulator

/// What an endpoint of a test was sent.
struct Received: Sendable {
    var method: String
    var path: String
    var query: String?
    var headers: HTTPFields
    var text: String

    var json: JSON { JSON(Array(text.utf8)) ?? .null }
    var form: [FormField] { FormEncoding.decode(text) ?? [] }
    func header(_ name: String) -> String? { headers[named: name] }
}

/// Stands where the service would: keeps what comes and answers by path.
final class TestEndpoint: Sendable {
    /// Answers a request; a status and a body.
    typealias Answer = @Sendable (Received) async -> (status: Int, body: String)

    private let received = Mutex<[Received]>([])
    private let bell = Bell()

    /// Everything that came, in order.
    var all: [Received] { received.withLock { $0 } }

    /// What came to a path.
    func all(_ path: String) -> [Received] { all.filter { $0.path == path } }

    /// Waits until so many requests came to a path.
    func wait(for count: Int, at path: String) async -> [Received] {
        await awaited(bell, within: .seconds(20)) {
            let found = all(path)
            return found.count >= count ? found : nil
        } ?? all(path)
    }

    /// Lets a clock that stands still run on until so many requests came to a path.
    func wait(for count: Int, at path: String, moving clock: ManualClock) async -> [Received] {
        let deadline = ContinuousClock.now + .seconds(20)
        while all(path).count < count, ContinuousClock.now < deadline {
            clock.advance(by: .milliseconds(100))
            await Task.yield()
        }
        return all(path)
    }

    private func keep(_ request: Received) {
        received.withLock { $0.append(request) }
        bell.ring()
    }

    /// Runs a test with a simulated world whose service is the endpoint.
    static func with(
        _ configuration: SimulatorConfiguration = SimulatorConfiguration(
            port: 0, callee: .answers(after: .milliseconds(10)), reports: ReportHabits(delay: .milliseconds(5)),
            speechSpeed: 200),
        answer: @escaping Answer = { _ in (200, "{}") },
        _ body: (Simulation, TestEndpoint) async throws -> Void
    ) async throws {
        let endpoint = TestEndpoint()
        let router = Router(context: SimulatorContext.self)
        for method in [HTTPRequest.Method.post, .get, .options] {
            router.on("**", method: method) { request, _ in
                let received = Received(
                    method: request.method.rawValue, path: request.rawPath, query: request.rawQuery,
                    headers: request.headers, text: String(decoding: try await request.bytes(), as: UTF8.self))
                endpoint.keep(received)
                let (status, text) = await answer(received)
                var headers = HTTPFields()
                headers[.contentType] = text.hasPrefix("<") ? "text/xml" : "application/json"
                if method == .options { headers[named: "WebHook-Allowed-Origin"] = "*" }
                return Response(
                    status: .init(code: status), headers: headers,
                    body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
            }
        }
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let service = try await LoopbackServers([.init(name: "service", port: 0, router: router)], logger: logger)
        let simulation = try await Simulation.start(configuration: configuration)
        await simulation.connect(
            to: ServiceAddress(
                publicURL: "https://ivr.example.com", localURL: "http://127.0.0.1:\(service.ports["service"] ?? 0)"))
        do {
            try await body(simulation, endpoint)
        } catch {
            await simulation.stop()
            await service.stop()
            throw error
        }
        await simulation.stop()
        await service.stop()
    }

    /// A form of some fields.
    static func form(_ fields: [String: String]) -> String {
        FormEncoding.encode(fields.sorted { $0.key < $1.key }.map { FormField($0.key, $0.value) })
    }
}
