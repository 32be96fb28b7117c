import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import Web

@Suite("Routes")
struct RoutesTests {
    @Test("The public side answers these routes and no others")
    func publicSide() async throws {
        let house = try await House()
        let router = Router(context: AppContext.self)
        VoiceController(driver: house.driver, gate: house.gate, defaultRegion: "US").addRoutes(to: router)
        operations(house).addPublicRoutes(to: router)
        #expect(
            listing(router) == [
                "GET /.well-known/jwks.json", "GET /health", "GET /ivr/over", "GET /ivr/resume", "GET /ivr/status",
                "GET /ivr/step/{version}", "GET /ivr/step/{version}/again", "GET /ivr/welcome", "GET /ready",
                "HEAD /health", "HEAD /ready", "POST /ivr/over", "POST /ivr/resume", "POST /ivr/status",
                "POST /ivr/step/{version}",
                "POST /ivr/step/{version}/again", "POST /ivr/welcome",
            ])
    }

    @Test("The admin side answers these routes and no others")
    func adminSide() async throws {
        let router = Router(context: AppContext.self)
        operations(try await House()).addAdminRoutes(to: router)
        #expect(listing(router) == ["GET /health", "GET /metrics", "GET /ready", "HEAD /health", "HEAD /ready"])
    }

    @Test("Okta's hooks and what comes back from providers answer these routes and no others")
    func hooks() throws {
        #expect(
            try HookHouse().routes == [
                "GET /event-hook", "OPTIONS /delivery-reports/acs", "POST /api/okta-telephony", "POST /code-call",
                "POST /delivery-reports/8x8", "POST /delivery-reports/acs", "POST /delivery-reports/twilio",
                "POST /event-hook", "POST /telephony-hook",
            ])
    }

    @Test("What is not ready is named, with what is wrong")
    func notReady() async throws {
        let drain = DrainFlag()
        drain.raise()
        let checks = [ReadinessCheck("store") { "no \"file\"" }, ReadinessCheck("templates") { nil }]
        let router = Router(context: AppContext.self)
        OperationsController(checks: checks, drain: drain, keySet: "") { "" }.addAdminRoutes(to: router)
        try await Application(router: router).test(.router) { client in
            try await client.execute(uri: "/ready", method: .get) { response in
                #expect(response.status == .serviceUnavailable)
                #expect(response.headers[.contentType] == "application/json")
                let problems = #"{"draining":"the service is shutting down","store":"no \"file\""}"#
                #expect(String(buffer: response.body) == #"{"status":"not ready","problems":\#(problems)}"#)
            }
        }
    }

    @Test("HEAD answers as GET does, without a body")
    func heads() async throws {
        let (drain, router) = (DrainFlag(), Router(context: AppContext.self))
        OperationsController(checks: [], drain: drain, keySet: "") { "" }.addPublicRoutes(to: router)
        try await Application(responder: router.buildResponder()).test(.router) { client in
            for path in ["/health", "/ready"] {
                let size = try await client.execute(uri: path, method: .get) { $0.headers[.contentLength] }
                try await client.execute(uri: path, method: .head) { response in
                    #expect(response.status == .ok)
                    #expect(response.body.readableBytes == 0)
                    #expect(response.headers[.contentLength] == size && size != nil)
                }
            }
            drain.raise()
            try await client.execute(uri: "/ready", method: .head) { #expect($0.status == .serviceUnavailable) }
        }
    }

    private func operations(_ house: House) -> OperationsController {
        OperationsController(checks: [], drain: DrainFlag(), keySet: house.signer.keySet) { "" }
    }

    private func listing(_ router: Router<AppContext>) -> [String] {
        router.routes.map { "\($0.method) \($0.path)" }.sorted()
    }
}
