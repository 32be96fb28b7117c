import Foundation
import NIOHTTP1
import Testing

@testable import Simulator

@Suite("8x8's call flows ring on a handset", .timeLimit(.minutes(2)))
struct EightByEightVoiceTests {
    static let ada = "+15550100001"
    static let key = [("Authorization", "Bearer simulated-8x8-key")]
    static let makeCall: JSON = [
        "action": "makeCall", "params": ["source": "+15550109008", "destination": "+15550100001"],
    ]
    static let say: JSON = [
        "action": "say",
        "params": [
            "text": "Your code is 1, 2 & 3", "voiceProfile": "en-US-JennyNeural", "repetition": 3,
            "speed": 1,
        ],
    ]
    static let capture: JSON = [
        "action": "sayAndCapture",
        "params": [
            "promptMessage": "Press 9 if you did not ask", "voiceProfile": "en-US-JennyNeural", "maxDigits": 1,
            "overallTimeout": 60_000,
        ],
    ]
    static let hangup: JSON = ["action": "hangup"]

    private func post(
        _ simulation: Simulation, _ steps: [JSON], subaccount: String = "simulated_otp", more: [String: JSON] = [:]
    ) async throws -> (status: Int, json: JSON) {
        let body = JSON.object(["callflow": .array(steps)].merging(more) { $1 })
        let answer = try await World.send(
            .POST, "\(simulation.endpoints.eightByEightVoice)/api/v1/subaccounts/\(subaccount)/callflows",
            body: body.text, headers: Self.key)
        return (answer.status, JSON(Array(answer.text.utf8)) ?? .null)
    }

    @Test("The handset rings and hears the text, and the session is summarised with the static authorisation")
    func rings() async throws {
        try await TestEndpoint.with { simulation, endpoint async throws in
            let made = try await post(simulation, [Self.makeCall, Self.say, Self.hangup])
            #expect(made.status == 200)
            #expect(made.json["sessionStatus"] == "CREATED")
            #expect(made.json["statusCode"] == 1)
            let call = try await simulation.handset(of: Self.ada).waitForCall()
            #expect(call.carrier == .eightByEightVoice)
            let line = try await call.waitUntilHeard("Your code is 1, 2 & 3 (3 times)")
            #expect(line.language == "en-US")
            try await call.waitUntilEnded()
            let summary = try #require(await endpoint.wait(for: 1, at: "/delivery-reports/8x8").first)
            #expect(summary.json["eventType"] == "SESSION_SUMMARY")
            #expect(summary.json["payload"]?["sessionId"] == made.json["sessionId"])
            #expect(summary.json["payload"]?["sessionStatus"] == "COMPLETED")
            #expect(summary.header("Authorization") == "simulated-reports-secret")
        }
    }

    @Test("Digits go to the call action webhook, and the flow that it answers goes on")
    func captures() async throws {
        let answer: JSON = ["clientActionId": "1", "callflow": [Self.say, Self.hangup]]
        try await TestEndpoint.with(answer: { request in (200, request.path == "/vca" ? answer.text : "{}") }) {
            simulation, endpoint async throws in
            let hook = "{\"type\":\"VCA\",\"active\":true,\"url\":\"https://ivr.example.com/vca\"}"
            let set = try await World.send(
                .POST, "\(simulation.endpoints.eightByEightVoice)/api/v1/subaccounts/simulated_otp/webhooks",
                body: hook, headers: Self.key)
            #expect(set.status == 200)
            _ = try await post(simulation, [Self.makeCall, Self.capture])
            let call = try await simulation.handset(of: Self.ada).waitForCall()
            try await call.waitUntilHeard("Press 9")
            await call.press("9")
            try await call.waitUntilHeard("Your code is")
            let event = try #require(endpoint.all("/vca").first)
            #expect(event.json["eventType"] == "CALL_ACTION")
            #expect(event.json["payload"]?["eventData"]?["dtmf"] == "9")
        }
    }

    @Test(
        "A call that nobody takes is summarised as such",
        arguments: [(CalleeBehaviour.busy, "BUSY"), (.failed, "FAILED")])
    func notTaken(callee: CalleeBehaviour, status: String) async throws {
        try await TestEndpoint.with { simulation, endpoint async throws in
            await simulation.setCallee(callee)
            _ = try await post(simulation, [Self.makeCall, Self.say])
            let summary = try #require(await endpoint.wait(for: 1, at: "/delivery-reports/8x8").first)
            #expect(summary.json["payload"]?["sessionStatus"] == .string(status))
        }
    }

    @Test("What 8x8 refuses is refused with its code, in the shape of the voice API")
    func refuses() async throws {
        func call(_ changes: [String: JSON]) -> JSON {
            let usual = ["source": JSON.string("+15550109008"), "destination": .string("+15550100001")]
            return ["action": "makeCall", "params": .object(usual.merging(changes) { $1 })]
        }
        let old: [String: JSON] = ["validUntil": "2020-01-01T00:00:00Z"]
        try await TestEndpoint.with { simulation, _ async throws in
            let cases: [([JSON], [String: JSON], Int, Int)] = [
                ([Self.say], [:], 422, -1013), ([Self.makeCall, Self.hangup, Self.say], [:], 400, -1012),
                ([Self.makeCall, ["action": "sing"]], [:], 400, -1007), ([Self.makeCall, Self.say], old, 400, -1015),
                ([call(["source": "+15550107777"]), Self.say], [:], 400, -1014),
                ([call(["destination": "x"]), Self.say], [:], 400, -1017), ([], [:], 400, -1009),
                ([Self.makeCall, ["action": "say", "params": ["text": "x", "voiceProfile": "x"]]], [:], 400, -1002),
            ]
            for (steps, more, status, code) in cases {
                let refused = try await post(simulation, steps, more: more)
                #expect(refused.status == status)
                #expect(refused.json["statusCode"] == .integer(code))
                #expect(refused.json["sessionStatus"] == "NOT_CREATED")
            }
            #expect(try await post(simulation, [Self.makeCall], subaccount: "other").status == 404)
            let stranger = try await World.send(
                .POST, "\(simulation.endpoints.eightByEightVoice)/api/v1/subaccounts/simulated_otp/callflows",
                body: "{}")
            #expect(stranger.status == 401)
            #expect(JSON(Array(stranger.text.utf8))?["statusCode"] == 401)
        }
    }
}
