import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1
import Testing

@testable import Simulator

@Suite("Hooks are registered, tested and verified as at Okta", .timeLimit(.minutes(2)))
struct StoredHookTests {
    static func hook(_ change: (inout String) -> Void = { _ in }) -> String {
        var body = """
            {"name":"IVR","type":"com.okta.telephony.provider","version":"1.0.0","channel":{"type":"HTTP",\
            "version":"1.0.0","config":{"uri":"https://ivr.example.com/telephony-hook","method":"POST",\
            "headers":[{"key":"X-Env","value":"test"}],\
            "authScheme":{"type":"HEADER","key":"Authorization","value":"s3cret"}}}}
            """
        change(&body)
        return body
    }

    @Test("A hook is active from the start, never shows its secret, and is the only active one")
    func life() async throws {
        let org = TestOrg()
        let made = try await org.send(.post, "/api/v1/inlineHooks", body: Self.hook())
        #expect(made.status == 200)
        #expect(made.json["status"] == "ACTIVE")
        #expect(!made.text.contains("s3cret"))
        let id = try #require(made.json["id"]?.string)
        let second = try await org.send(.post, "/api/v1/inlineHooks", body: Self.hook())
        #expect(second.code == "E0000001")
        #expect(second.text.contains("Only one active telephony"))
        #expect(try await org.send(.delete, "/api/v1/inlineHooks/\(id)").code == "E0000001")
        let renamed = try await org.send(.post, "/api/v1/inlineHooks/\(id)", body: "{\"name\":\"Other\"}")
        #expect(renamed.json["name"] == "Other")
        #expect(renamed.json["channel"]?["config"]?["uri"] == "https://ivr.example.com/telephony-hook")
        let off = try await org.send(.post, "/api/v1/inlineHooks/\(id)/lifecycle/deactivate", body: "{}")
        #expect(off.json["status"] == "INACTIVE")
        #expect(try await org.send(.post, "/api/v1/inlineHooks", body: Self.hook()).status == 200)
        #expect(
            try await org.send(.post, "/api/v1/inlineHooks/\(id)/lifecycle/activate", body: "{}").code == "E0000001")
        let list = try await org.send(.get, "/api/v1/inlineHooks?type=com.okta.telephony.provider")
        #expect(list.json.array?.count == 2)
        #expect(try await org.send(.delete, "/api/v1/inlineHooks/\(id)").status == 204)
    }

    @Test(
        "A hook that Okta would not take is refused",
        arguments: [
            ("\"name\":\"IVR\"", "\"name\":\"\""), ("com.okta.telephony.provider", "com.okta.fax"),
            ("\"version\":\"1.0.0\",\"channel\"", "\"version\":\"2.0.0\",\"channel\""), ("https://", "http://"),
            ("/telephony-hook", "/telephony hook"), ("\"type\":\"HTTP\"", "\"type\":\"SMTP\""),
            ("\"authScheme\"", "\"other\""), ("\"type\":\"HEADER\"", "\"type\":\"BASIC\""),
            ("\"type\":\"HTTP\"", "\"type\":\"OAUTH\""),
        ])
    func refuses(part: String, by other: String) async throws {
        let body = Self.hook { $0 = $0.replacing(part, with: other) }
        #expect(try await TestOrg().send(.post, "/api/v1/inlineHooks", body: body).code == "E0000001")
    }

    /// A service that answers hooks.
    private func withHooks(
        answer: String, status: Int = 200, _ body: (Simulation) async throws -> Void
    ) async throws {
        let router = Router(context: SimulatorContext.self)
        router.post("telephony-hook") { request, _ in
            guard request.headers[.authorization] == "s3cret", request.headers[named: "X-Env"] == "test" else {
                return Response(status: .unauthorized)
            }
            return Response.json(JSON(Array(answer.utf8)) ?? .null, status: status)
        }
        router.get("event-hook") { request, _ in
            let challenge = request.headers[named: "X-Okta-Verification-Challenge"] ?? ""
            guard request.headers[.authorization] == "s3cret" else { return Response(status: .unauthorized) }
            return Response.json(["verification": .string(challenge)])
        }
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let service = try await LoopbackServers([.init(name: "service", port: 0, router: router)], logger: logger)
        let simulation = try await Simulation.start(configuration: SimulatorConfiguration(port: 0))
        await simulation.connect(
            to: ServiceAddress(
                publicURL: "https://ivr.example.com", localURL: "http://127.0.0.1:\(service.ports["service"] ?? 0)"))
        do { try await body(simulation) } catch {
            await simulation.stop()
            await service.stop()
            throw error
        }
        await simulation.stop()
        await service.stop()
    }

    @Test(
        "A test call really asks the hook, and only what Okta understands is a success",
        arguments: [
            (
                "{\"commands\":[{\"type\":\"com.okta.telephony.action\",\"value\":[{\"status\":\"SUCCESSFUL\"}]}]}",
                200, 200
            ),
            (
                "{\"commands\":[{\"type\":\"com.okta.telephony.action\",\"value\":[{\"status\":\"SUCCESS\"}]}]}", 200,
                400
            ),
            (
                "{\"commands\":[{\"type\":\"com.okta.telephony.action\",\"value\":{\"status\":\"SUCCESSFUL\"}}]}", 200,
                400
            ),
            ("{\"error\":{\"errorSummary\":\"no\"}}", 200, 200), ("{}", 500, 400), ("[]", 200, 400),
        ])
    func executes(answer: String, status: Int, outcome: Int) async throws {
        try await withHooks(answer: answer, status: status) { simulation in
            let hooks = simulation.endpoints.okta + "/api/v1/inlineHooks"
            let made = try await World.send(.POST, hooks, body: Self.hook(), headers: World.okta)
            let id = try #require(JSON(Array(made.text.utf8))?["id"]?.string)
            let result = try await World.send(.POST, "\(hooks)/\(id)/execute", body: "{\"a\":1}", headers: World.okta)
            #expect(result.status == outcome)
            #expect(simulation.requests(to: .service).count == (status == 500 ? 2 : 1))
        }
    }

    @Test(
        "A test call fetches a token first where the hook has OAuth, by a secret or by a hook key",
        arguments: [("client_secret_post", true), ("client_secret_post", false), ("private_key_jwt", true)])
    func executesWithToken(method: String, isRight: Bool) async throws {
        let router = Router(context: SimulatorContext.self)
        router.post("telephony-hook") { request, _ in
            let token = request.headers[.authorization].flatMap { JSONWebToken(String($0.dropFirst(7))) }
            guard token?.claims["aud"] == "api://default", token?.claims["scp"] == ["telephony"],
                token?.claims["cid"] == "0oasimulatedhook0001"
            else { return Response(status: .unauthorized) }
            return Response.json([
                "commands": [["type": "com.okta.telephony.action", "value": [["status": "SUCCESSFUL"]]]]
            ])
        }
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let service = try await LoopbackServers([.init(name: "service", port: 0, router: router)], logger: logger)
        let simulation = try await Simulation.start(configuration: SimulatorConfiguration(port: 0))
        await simulation.connect(
            to: ServiceAddress(
                publicURL: "https://ivr.example.com", localURL: "http://127.0.0.1:\(service.ports["service"] ?? 0)"))
        let okta = simulation.endpoints.okta
        let key = try await World.send(
            .POST, "\(okta)/api/v1/hook-keys", body: #"{"name":"IVR"}"#, headers: World.okta)
        let keyID = JSON(Array(key.text.utf8))?["id"]?.string ?? ""
        #expect(keyID.hasPrefix("HKY") && !key.text.contains("\"d\""))
        let proof =
            method == "private_key_jwt"
            ? "\"hookKeyId\":\"\(keyID)\""
            : "\"clientSecret\":\"\(isRight ? "simulated-hook-client-secret" : "wrong")\""
        let hook = """
            {"name":"IVR","type":"com.okta.telephony.provider","version":"1.0.0","channel":{"type":"OAUTH",\
            "version":"1.0.0","config":{"uri":"https://ivr.example.com/telephony-hook","method":"POST","headers":[],\
            "authType":"\(method)","clientId":"0oasimulatedhook0001","scope":"telephony",\(proof),\
            "tokenUrl":"\(okta)/oauth2/default/v1/token"}}}
            """
        let made = try await World.send(.POST, "\(okta)/api/v1/inlineHooks", body: hook, headers: World.okta)
        let id = JSON(Array(made.text.utf8))?["id"]?.string ?? ""
        #expect(!made.text.contains("simulated-hook-client-secret"))
        let result = try await World.send(
            .POST, "\(okta)/api/v1/inlineHooks/\(id)/execute", body: "{\"a\":1}", headers: World.okta)
        #expect(result.status == (isRight ? 200 : 400), "\(result.text)")
        await simulation.stop()
        await service.stop()
    }

    @Test("An event hook is verified by giving the challenge back, and another URL must be verified again")
    func verifies() async throws {
        try await withHooks(answer: "{}") { simulation in
            let hooks = simulation.endpoints.okta + "/api/v1/eventHooks"
            func body(_ url: String, _ secret: String) -> String {
                """
                {"name":"IVR","events":{"type":"EVENT_TYPE","items":["user.authentication.auth_via_mfa"]},\
                "channel":{"type":"HTTP","version":"1.0.0","config":{"uri":"\(url)","headers":[],\
                "authScheme":{"type":"HEADER","key":"Authorization","value":"\(secret)"}}}}
                """
            }
            let url = "https://ivr.example.com/event-hook"
            let made = try await World.send(.POST, hooks, body: body(url, "wrong"), headers: World.okta)
            let id = try #require(JSON(Array(made.text.utf8))?["id"]?.string)
            #expect(made.text.contains("UNVERIFIED"))
            let verify = "\(hooks)/\(id)/lifecycle/verify"
            #expect(try await World.send(.POST, verify, body: "{}", headers: World.okta).status == 400)
            _ = try await World.send(.PUT, "\(hooks)/\(id)", body: body(url, "s3cret"), headers: World.okta)
            let verified = try await World.send(.POST, verify, body: "{}", headers: World.okta)
            #expect(verified.text.contains("\"VERIFIED\""))
            #expect(await simulation.oktaEventHooks.first?.isVerified == true)
            let moved = try await World.send(
                .PUT, "\(hooks)/\(id)", body: body(url + "/new", "s3cret"), headers: World.okta)
            #expect(moved.text.contains("UNVERIFIED"))
        }
    }

    @Test("The org says which engine it runs on, to everybody")
    func organization() async throws {
        try await withHooks(answer: "{}") { simulation in
            let url = simulation.endpoints.okta + "/.well-known/okta-organization"
            let before = try await World.send(.GET, url).text
            #expect(before.contains("\"pipeline\":\"idx\""))
            await simulation.changeOkta { $0.pipeline = .v1 }
            let after = try await World.send(.GET, url).text
            #expect(after.contains("\"pipeline\":\"v1\""))
        }
    }
}
