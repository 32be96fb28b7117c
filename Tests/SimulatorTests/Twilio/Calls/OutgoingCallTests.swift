import Foundation
import NIOHTTP1
import Testing

@testable import Simulator

@Suite("Twilio's outgoing calls ring on a handset", .timeLimit(.minutes(2)))
struct OutgoingCallTests {
    static let ada = "+15550100001"
    static let document = """
        <Response><Gather numDigits="1" timeout="60" action="https://ivr.example.com/unwanted">\
        <Say>Your code is 1, 2, 3.</Say></Gather></Response>
        """
    static let usual = ["To": ada, "From": "+15550109000", "Twiml": document]

    private func post(
        _ simulation: Simulation, _ form: [String: String], more: String = ""
    ) async throws -> (status: Int, json: JSON) {
        let url = "\(simulation.endpoints.twilio)/2010-04-01/Accounts/\(simulation.configuration.twilio.sid)/Calls.json"
        let answer = try await World.send(.POST, url, body: TestEndpoint.form(form) + more, headers: World.twilio)
        return (answer.status, JSON(Array(answer.text.utf8)) ?? .null)
    }

    @Test("The handset rings, hears the document, presses a key, and the progress is reported")
    func rings() async throws {
        try await TestEndpoint.with(
            answer: { request in
                (200, request.path == "/unwanted" ? "<Response><Say>Thank you.</Say></Response>" : "")
            },
            { simulation, endpoint async throws in
                var form = Self.usual
                form["StatusCallback"] = "https://ivr.example.com/delivery-reports/twilio"
                let events = ["initiated", "ringing", "answered", "completed"].map { "&StatusCallbackEvent=\($0)" }
                let made = try await post(simulation, form, more: events.joined())
                #expect(made.status == 201)
                #expect(made.json["status"] == "queued")
                #expect(made.json["direction"] == "outbound-api")
                let call = try await simulation.handset(of: Self.ada).waitForCall()
                #expect(call.carrier == .twilioVoice)
                try await call.waitUntilHeard("1, 2, 3")
                await call.press("9")
                try await call.waitUntilHeard("Thank you")
                try await call.waitUntilEnded()
                let action = try #require(endpoint.all("/unwanted").first)
                #expect(action.form["Digits"] == "9")
                #expect(action.form["Direction"] == "outbound-api")
                #expect(action.form["To"] == Self.ada)
                let reports = await endpoint.wait(for: 4, at: "/delivery-reports/twilio")
                #expect(
                    Set(reports.map { $0.form["CallStatus"] })
                        == ["initiated", "ringing", "in-progress", "completed"])
                #expect(await call.transcript.contains { $0.actor == .callee && $0.text == "presses 9" })
            })
    }

    @Test(
        "A call that nobody takes says so to the status callback",
        arguments: [
            (CalleeBehaviour.busy, "busy"), (.failed, "failed"), (.doesNotAnswer, "no-answer"),
            (.answers(after: .seconds(5)), "no-answer"),
        ])
    func notTaken(callee: CalleeBehaviour, status: String) async {
        let plan = CallPlan(
            from: "+15550109000", to: Self.ada,
            outgoing: OutgoingCall(
                carrier: .twilioVoice, document: Self.document, statusCallback: TestCall.base + "/status",
                timeout: .seconds(5)))
        let call = await TestCall.begun(["/status": ""], plan: plan) { $0.callee = callee }
        await call.advance(by: .seconds(6))
        #expect(await call.ending?.reason == .notAnswered(status))
        let told = await call.webhooks.last?.request
        #expect(told?["CallStatus"] == status)
        #expect(told?["Direction"] == "outbound-api")
    }

    @Test("A call with a URL asks it once the person has answered, and ends at its time limit")
    func asksURL() async {
        let plan = CallPlan(
            from: "+15550109000", to: Self.ada, url: TestCall.base + "/code",
            outgoing: OutgoingCall(carrier: .twilioVoice, timeLimit: .seconds(30)))
        let call = await TestCall.begun(["/code": "<Say>Hello</Say><Pause length=\"500\"/>"], plan: plan)
        #expect(await call.paths.isEmpty)
        await call.advance(by: .seconds(3))
        #expect(await call.paths == ["/code"])
        #expect(await call.heard == ["Hello"])
        await call.advance(by: .seconds(40))
        #expect(await call.ending?.reason == .timeLimit)
        #expect(await call.status == "completed")
    }

    @Test("Who declines is busy; what is taken back is canceled")
    func declines() async {
        let plan = CallPlan(
            from: "+15550109000", to: Self.ada,
            outgoing: OutgoingCall(carrier: .twilioVoice, document: Self.document))
        let declined = await TestCall.begun([:], plan: plan)
        await declined.hangUp()
        #expect(await declined.status == "busy")
        let canceled = await TestCall.begun([:], plan: plan)
        await canceled.update(.complete)
        #expect(await canceled.status == "canceled")
    }

    @Test(
        "What Twilio refuses is refused with its code",
        arguments: [
            (["To": ""], 21201), (["To": "nobody"], 21217), (["From": ""], 21213), (["From": "+15550107777"], 21210),
            (["Twiml": ""], 21205), (["Url": "nowhere"], 21205),
            (["Twiml": String(repeating: "x", count: 4001)], 32018),
            (["Method": "PUT"], 21206), (["StatusCallbackEvent": "begun"], 21626), (["Timeout": "0"], 20001),
        ])
    func refuses(change: [String: String], code: Int) async throws {
        try await TestEndpoint.with { simulation, _ async throws in
            let refused = try await post(simulation, Self.usual.merging(change) { $1 })
            #expect(refused.status == 400)
            #expect(refused.json["code"] == .integer(code))
        }
    }
}
