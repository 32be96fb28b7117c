import CryptoExtras
import Foundation
import NIOHTTP1
import Testing

@testable import Simulator

@Suite("Okta asks the telephony hook as Okta does", .timeLimit(.minutes(2)))
struct TelephonyHookTests {
    static let kim = "/api/v1/users/00usim00000000000011/factors"

    static func world(_ hook: OktaHook? = .telephony(secret: "s3cret")) -> SimulatorConfiguration {
        var configuration = SimulatorConfiguration(
            port: 0, callee: .answers(after: .milliseconds(10)), reports: ReportHabits(delay: .milliseconds(20)),
            speechSpeed: 200)
        configuration.okta.telephonyHook = hook
        return configuration
    }

    static func answer(_ value: String) -> String {
        "{\"commands\":[{\"type\":\"com.okta.telephony.action\",\"value\":\(value)}]}"
    }

    static let successful = answer("[{\"status\":\"SUCCESSFUL\",\"provider\":\"acme\",\"transactionId\":\"1\"}]")

    @Test("The request has Okta's headers and Okta's body, and a successful answer makes Okta keep still")
    func asks() async throws {
        try await TestEndpoint.with(Self.world(), answer: { _ in (200, Self.successful) }) {
            simulation, endpoint async throws in
            let answer = try await World.send(
                .POST, simulation.endpoints.okta + TestOrg.sms, body: "{}", headers: World.okta)
            #expect(answer.status == 200)
            let request = try #require(endpoint.all("/telephony-hook").first)
            #expect(request.header("Authorization") == "s3cret")
            #expect(request.header("Accept") == "application/json")
            #expect(request.json["eventType"] == "com.okta.telephony.provider")
            #expect(request.json["requestType"] == "com.okta.user.telephony.mfa-verification")
            #expect(request.json["source"]?.string?.hasPrefix(simulation.endpoints.okta) == true)
            #expect(request.json["eventId"]?.string?.count == 22)
            let data = try #require(request.json["data"])
            #expect(data["userProfile"]?["userId"] == .string(TestOrg.ada))
            let profile = try #require(data["messageProfile"])
            let code = try #require(profile["otpCode"]?.string)
            #expect(profile["msgTemplate"]?.string?.contains(code) == true)
            #expect(profile["phoneNumber"] == "+15550100001")
            #expect(profile["deliveryChannel"] == "SMS")
            #expect(profile["locale"] == "EN-US")
            #expect(profile["otpExpires"]?.string?.hasSuffix("Z") == true)
            let handset = try await simulation.handset(of: TestOrg.ada)
            #expect(await handset.messages.isEmpty)
            let calls = await simulation.hookCalls
            #expect(calls.map(\.outcome) == [.accepted(status: "SUCCESSFUL", provider: "acme", transactionID: "1")])
            let right = try await World.send(
                .POST, simulation.endpoints.okta + TestOrg.sms, body: "{\"passCode\":\"\(code)\"}", headers: World.okta)
            #expect(right.text == "{\"factorResult\":\"SUCCESS\"}")
        }
    }

    @Test(
        "A wrong answer makes Okta send by itself, once, without asking again",
        arguments: [
            (401, "{}"), (500, ""), (204, ""), (200, ""), (200, "[]"), (200, "{\"commands\":[]}"),
            (202, successful), (200, "{\"error\":{\"errorSummary\":\"no\"}}"),
            (200, answer("[{\"status\":\"FAILED\"}]")), (200, answer("[{\"status\":\"SUCCESS\"}]")),
            (200, answer("{\"status\":\"SUCCESSFUL\"}")), (200, answer("[]")),
            (200, answer("[{\"status\":\"SUCCESSFUL\",\"transactionMetadata\":{}}]")),
            (200, "{\"commands\":[{\"type\":\"com.okta.action\",\"value\":[{\"status\":\"SUCCESSFUL\"}]}]}"),
        ])
    func fallsBack(status: Int, body: String) async throws {
        try await TestEndpoint.with(Self.world(), answer: { _ in (status, body) }) {
            simulation, endpoint async throws in
            _ = try await World.send(
                .POST, simulation.endpoints.okta + TestOrg.sms, body: "{}", headers: World.okta)
            #expect(endpoint.all("/telephony-hook").count == 1)
            let messages = try await simulation.handset(of: TestOrg.ada).messages
            #expect(messages.map(\.carrier) == [.okta])
            guard case .fellBack = await simulation.hookCalls.first?.outcome else {
                Issue.record("\(await simulation.hookCalls)")
                return
            }
        }
    }

    @Test("After three seconds Okta sends by itself")
    func waitsThreeSeconds() async throws {
        try await TestEndpoint.with(
            Self.world(),
            answer: { _ in
                try? await Task.sleep(for: .seconds(30))
                return (200, Self.successful)
            },
            { simulation, _ async throws in
                let began = ContinuousClock.now
                _ = try await World.send(
                    .POST, simulation.endpoints.okta + TestOrg.sms, body: "{}", headers: World.okta)
                let time = began.duration(to: .now)
                #expect(time > .seconds(2.9) && time < .seconds(6))
                #expect(try await simulation.handset(of: TestOrg.ada).messages.map(\.carrier) == [.okta])
            })
    }

    @Test("PENDING is an answer, too; without a hook Okta sends by itself at once")
    func pendingAndNone() async throws {
        let pending = Self.answer("[{\"status\":\"PENDING\"}]")
        try await TestEndpoint.with(Self.world(), answer: { _ in (200, pending) }) {
            simulation, endpoint async throws in
            _ = try await World.send(
                .POST, simulation.endpoints.okta + TestOrg.sms, body: "{}", headers: World.okta)
            let handset = try await simulation.handset(of: TestOrg.ada)
            #expect(await handset.messages.isEmpty)
            await simulation.changeOkta { settings in
                settings.telephonyHook = nil
                settings.messageInterval = .zero
            }
            _ = try await World.send(
                .POST, simulation.endpoints.okta + TestOrg.sms, body: "{}", headers: World.okta)
            #expect(await handset.messages.map(\.carrier) == [.okta])
            #expect(endpoint.all.count == 1)
        }
    }

    @Test("A call factor asks for a voice call; Okta's own call is the fallback")
    func calls() async throws {
        try await TestEndpoint.with(Self.world(), answer: { _ in (503, "") }) { simulation, endpoint async throws in
            let url = simulation.endpoints.okta + Self.kim + "/clfsim00000000000011/verify"
            #expect(try await World.send(.POST, url, body: "{}", headers: World.okta).status == 200)
            let request = try #require(endpoint.all("/telephony-hook").first)
            #expect(request.json["data"]?["messageProfile"]?["deliveryChannel"] == "voice call")
            let code = try #require(request.json["data"]?["messageProfile"]?["otpCode"]?.string)
            let call = try await simulation.handset(of: "+15550100011").waitForCall()
            #expect(call.carrier == .okta)
            try await call.waitUntilHeard(code.map(String.init).joined(separator: ", "))
            let again = try await World.send(.POST, url, body: "{}", headers: World.okta)
            #expect(again.status == 429)
            #expect(JSON(Array(again.text.utf8))?["errorCode"] == "E0000133")
            let sms = simulation.endpoints.okta + Self.kim + "/smssim00000000000011/verify"
            #expect(try await World.send(.POST, sms, body: "{}", headers: World.okta).status == 200)
        }
    }

    @Test("An OAuth hook carries a token of the issuer that its published key verifies, also after a rotation")
    func oauth() async throws {
        let hook = OktaHook(
            url: "/telephony-hook", authentication: .oauth(audience: "api://default", scope: "telephony"),
            headers: [FormField("X-Env", "test")])
        try await TestEndpoint.with(Self.world(hook), answer: { _ in (200, Self.successful) }) {
            simulation, endpoint async throws in
            let metadata = try await World.send(
                .GET, simulation.hookIssuer + "/.well-known/oauth-authorization-server")
            let keysURL = try #require(JSON(Array(metadata.text.utf8))?["jwks_uri"]?.string)
            for round in 1...2 {
                if round == 2 { await simulation.rotateKeys(keepsOld: false) }
                await simulation.changeOkta { $0.messageInterval = .zero }
                _ = try await World.send(
                    .POST, simulation.endpoints.okta + TestOrg.sms, body: "{}", headers: World.okta)
                let request = try #require(endpoint.all("/telephony-hook").last)
                #expect(request.header("X-Env") == "test")
                let token = try #require(request.header("Authorization")).dropFirst("Bearer ".count)
                let keys = JSON(Array(try await World.send(.GET, keysURL).text.utf8))?["keys"]?.array ?? []
                #expect(keys.count == 1)
                let parts = token.split(separator: ".").map(String.init)
                let claims = try #require(JSON(Array(Self.decoded(parts[1]))))
                #expect(claims["iss"] == .string(simulation.hookIssuer))
                #expect(claims["aud"] == "api://default")
                #expect(claims["scp"]?.array == [.string("telephony")])
                let header = try #require(JSON(Array(Self.decoded(parts[0]))))
                #expect(header["kid"] == keys.first?["kid"])
                let key = try _RSA.Signing.PublicKey(
                    n: Self.decoded(keys.first?["n"]?.string ?? ""), e: Self.decoded(keys.first?["e"]?.string ?? ""))
                let signature = _RSA.Signing.RSASignature(rawRepresentation: Self.decoded(parts[2]))
                #expect(
                    key.isValidSignature(
                        signature, for: Data("\(parts[0]).\(parts[1])".utf8), padding: .insecurePKCS1v1_5))
            }
        }
    }

    private static func decoded(_ text: String) -> Data {
        var text = text.replacing("-", with: "+").replacing("_", with: "/")
        text += String(repeating: "=", count: (4 - text.count % 4) % 4)
        return Data(base64Encoded: text) ?? Data()
    }
}
