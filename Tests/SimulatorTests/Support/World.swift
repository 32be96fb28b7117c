import AsyncHTTPClient
import Foundation
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1

@testable import Simulator

/// A whole simulated world on loopback, with a service of fixed documents.
enum World {
    /// Runs a test with a service whose documents are known by their paths.
    static func with(
        _ configuration: SimulatorConfiguration = SimulatorConfiguration(port: 0), documents: [String: String] = [:],
        _ body: (Simulation) async throws -> Void
    ) async throws {
        let router = Router(context: SimulatorContext.self)
        router.post("**") { request, _ in
            let verbs = documents[request.rawPath] ?? ""
            return Response(
                status: .ok, headers: [.contentType: "text/xml; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: "<Response>\(verbs)</Response>")))
        }
        var configuration = configuration
        configuration.speechSpeed = 50
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let service = try await LoopbackServers([.init(name: "service", port: 0, router: router)], logger: logger)
        let simulation = try await Simulation.start(configuration: configuration)
        await simulation.connect(
            to: ServiceAddress(
                publicURL: "https://ivr.example.com", localURL: "http://127.0.0.1:\(service.ports["service"] ?? 0)"))
        do {
            try await body(simulation)
        } catch {
            await simulation.stop()
            await service.stop()
            throw error
        }
        await simulation.stop()
        await service.stop()
    }

    /// Sends a request over HTTP.
    static func send(
        _ method: HTTPMethod, _ url: String, body: String? = nil, headers: [(String, String)] = []
    ) async throws -> (status: Int, text: String, headers: HTTPHeaders) {
        var request = HTTPClientRequest(url: url)
        request.method = method
        request.headers.add(contentsOf: headers)
        if let body {
            if !request.headers.contains(name: "Content-Type") {
                request.headers.add(name: "Content-Type", value: "application/json")
            }
            request.body = .bytes(ByteBuffer(string: body))
        }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
        let text = String(buffer: try await response.body.collect(upTo: 1 << 20))
        return (Int(response.status.code), text, response.headers)
    }

    /// What opens the simulated Okta.
    static let okta = [("Authorization", "SSWS 00simulatedOktaApiToken")]
    /// What opens the simulated Twilio, and says that a form follows.
    static let twilio = [
        (
            "Authorization",
            "Basic \(Data("AC0000000000000000000000005155a701:simulated-auth-token".utf8).base64EncodedString())"
        ),
        ("Content-Type", "application/x-www-form-urlencoded"),
    ]
}
