import Foundation
import NIOHTTP1
import Testing

@testable import Simulator

@Suite("Twilio Verify is as strict as Twilio's", .timeLimit(.minutes(2)))
struct TwilioVerifyTests {
    static let ada = "+15550100001"
    static let usual = ["To": ada, "Channel": "sms", "CustomCode": "123456"]

    private func url(_ simulation: Simulation, _ path: String = "/Verifications") -> String {
        simulation.endpoints.verify + "/v2/Services/VA0000000000000000000000005155a702" + path
    }

    private func post(
        _ simulation: Simulation, _ path: String = "/Verifications", _ form: [String: String]
    ) async throws -> (status: Int, json: JSON) {
        let answer = try await World.send(
            .POST, url(simulation, path), body: TestEndpoint.form(form), headers: World.twilio)
        return (answer.status, JSON(Array(answer.text.utf8)) ?? .null)
    }

    @Test("A custom code reaches the handset, and the answer has the shape of Twilio's")
    func sends() async throws {
        try await TestEndpoint.with { simulation, _ async throws in
            let made = try await post(simulation, "/Verifications", Self.usual)
            #expect(made.status == 201)
            #expect(made.json["sid"]?.string?.isSID("VE") == true)
            #expect(made.json["status"] == "pending")
            #expect(made.json["valid"] == false)
            let attempt = try #require(made.json["send_code_attempts"]?.array?.first)
            #expect(attempt["attempt_sid"]?.string?.isSID("VL") == true)
            #expect(attempt["channel"] == "SMS")
            let message = try #require(await simulation.handset(of: Self.ada).messages.first)
            #expect(message.code == "123456")
            #expect(message.carrier == .twilioVerify)
        }
    }

    @Test("While a verification is pending it keeps its SID and its code, and after five sends it refuses")
    func keepsPending() async throws {
        try await TestEndpoint.with { simulation, _ async throws in
            var sids: Set<String> = []
            for attempt in 1...5 {
                var form = Self.usual
                form["CustomCode"] = "00000\(attempt)"
                let made = try await post(simulation, "/Verifications", form)
                sids.insert(made.json["sid"]?.string ?? "")
                #expect(made.json["send_code_attempts"]?.array?.count == attempt)
            }
            #expect(sids.count == 1)
            #expect(Set(await simulation.messages(to: Self.ada).map(\.code)) == ["000001"])
            let sixth = try await post(simulation, "/Verifications", Self.usual)
            #expect(sixth.status == 429)
            #expect(sixth.json["code"] == 60203)
        }
    }

    @Test("A verification ends by its SID or by its number, once", arguments: ["sid", "number"])
    func ends(by key: String) async throws {
        try await TestEndpoint.with { simulation, _ async throws in
            let made = try await post(simulation, "/Verifications", Self.usual)
            let sid = try #require(made.json["sid"]?.string)
            let path = "/Verifications/" + (key == "sid" ? sid : "%2B15550100001")
            let wrong = try await post(simulation, path, ["Status": "used"])
            #expect(wrong.json["code"] == 60200)
            let ended = try await post(simulation, path, ["Status": "approved"])
            #expect(ended.status == 200)
            #expect(ended.json["status"] == "approved")
            #expect(ended.json["valid"] == true)
            let again = try await post(simulation, path, ["Status": "canceled"])
            #expect(again.status == 404)
            #expect(again.json["code"] == 20404)
            #expect(await simulation.verifications.map(\.status) == ["approved"])
            let next = try await post(simulation, "/Verifications", Self.usual)
            #expect(next.json["sid"] != .string(sid))
        }
    }

    @Test(
        "What Twilio refuses is refused with its code",
        arguments: [
            (["To": ""], 400, 20001), (["Channel": ""], 400, 20001), (["To": "15550100001"], 400, 60200),
            (["To": "+1"], 400, 60200), (["Channel": "pigeon"], 400, 60200), (["CustomCode": "123"], 400, 60200),
            (["CustomCode": "12345678901"], 400, 60200), (["CustomCode": "12 456"], 400, 60200),
            (["To": "+442079460000"], 403, 60205),
        ])
    func refuses(change: [String: String], status: Int, code: Int) async throws {
        try await TestEndpoint.with { simulation, _ async throws in
            let refused = try await post(simulation, "/Verifications", Self.usual.merging(change) { $1 })
            #expect(refused.status == status)
            #expect(refused.json["code"] == .integer(code))
            #expect(await simulation.messages(to: Self.ada).isEmpty)
        }
    }

    @Test("Credentials, form encoding and the service's SID are insisted on")
    func insists() async throws {
        var configuration = SimulatorConfiguration(port: 0)
        configuration.twilio.apiKeys = ["SK00000000000000000000000000000001": "key-secret"]
        try await TestEndpoint.with(configuration) { simulation, _ async throws in
            let form = TestEndpoint.form(Self.usual)
            let stranger = try await World.send(.POST, url(simulation), body: form, headers: [World.twilio[1]])
            #expect(stranger.status == 401)
            let json = try await World.send(.POST, url(simulation), body: "{}", headers: [World.twilio[0]])
            #expect(json.status == 400)
            let other = try await World.send(
                .POST, simulation.endpoints.verify + "/v2/Services/VA00/Verifications", body: form,
                headers: World.twilio)
            #expect(other.status == 404)
            let key = Data("SK00000000000000000000000000000001:key-secret".utf8).base64EncodedString()
            let byKey = try await World.send(
                .GET, url(simulation, ""), headers: [("Authorization", "Basic \(key)")])
            #expect(byKey.status == 200)
            #expect(JSON(Array(byKey.text.utf8))?["custom_code_enabled"] == true)
        }
    }

    @Test("A service without custom codes refuses them, and makes its own")
    func withoutCustomCodes() async throws {
        var configuration = SimulatorConfiguration(port: 0)
        configuration.delivery.verify.takesCustomCodes = false
        try await TestEndpoint.with(configuration) { simulation, _ async throws in
            let refused = try await post(simulation, "/Verifications", Self.usual)
            #expect(refused.json["code"] == 60204)
            _ = try await post(simulation, "/Verifications", ["To": Self.ada, "Channel": "sms"])
            let code = try await simulation.handset(of: Self.ada).waitForCode()
            for _ in 1...5 {
                let wrong = try await post(simulation, "/VerificationCheck", ["To": Self.ada, "Code": "x"])
                #expect(wrong.json["status"] == "pending")
            }
            let sixth = try await post(simulation, "/VerificationCheck", ["To": Self.ada, "Code": code])
            #expect(sixth.status == 429)
            #expect(sixth.json["code"] == 60202)
        }
    }

    @Test("By call the handset rings and hears the code three times")
    func calls() async throws {
        try await TestEndpoint.with { simulation, _ async throws in
            let made = try await post(simulation, "/Verifications", Self.usual.merging(["Channel": "call"]) { $1 })
            #expect(made.json["channel"] == "call")
            let call = try await simulation.handset(of: Self.ada).waitForCall()
            #expect(call.carrier == .twilioVerify)
            try await call.waitUntilHeard("1, 2, 3, 4, 5, 6")
            #expect(try await call.waitUntilEnded().reason == .documentFinished)
        }
    }

    @Test("Accepted and never delivered: the answer is right, the handset silent")
    func undelivered() async throws {
        try await TestEndpoint.with { simulation, _ async throws in
            await simulation.add(Fault(.undelivered(), at: .verify, count: 1))
            #expect(try await post(simulation, "/Verifications", Self.usual).status == 201)
            #expect(await simulation.messages(to: Self.ada).isEmpty)
        }
    }
}
