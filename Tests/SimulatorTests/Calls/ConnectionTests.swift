import Testing

@testable import Simulator

@Suite("Calls are put through to agents and queues")
struct ConnectionTests {
    static let dial =
        "<Dial action=\"/done\" timeout=\"20\"><Sip>sip:agents@example.com?X-Voicegate-Token=a.b%2Bc</Sip></Dial>"

    @Test(
        "The action learns what became of the call to the agent",
        arguments: [
            (AgentBehaviour.answers(after: .seconds(2), talkingFor: .seconds(5)), "completed", "true", 7.0),
            (.answers(after: .seconds(30), talkingFor: nil), "no-answer", "false", 20), (.busy, "busy", "false", 1),
            (.doesNotAnswer, "no-answer", "false", 20), (.failed, "failed", "false", 1),
        ])
    func dials(agent: AgentBehaviour, status: String, bridged: String, after seconds: Double) async {
        let call = await TestCall.begun(["/": Self.dial, "/done": "<Say>over</Say><Pause length=\"60\"/>"]) {
            $0.agent = agent
        }
        await call.advance(by: .seconds(40))
        let request = await call.webhooks.last?.request
        #expect(request?["DialCallStatus"] == status)
        #expect(request?["DialBridged"] == bridged)
        #expect(request?["DialCallDuration"] == (bridged == "true" ? "5" : nil))
        #expect(await call.seconds(of: "over") == seconds)
    }

    @Test("The headers of a SIP URI are recorded, decoded")
    func recordsHeaders() async {
        let call = await TestCall.begun(["/": Self.dial])
        #expect(
            await call.dialled == [
                DialledLeg(
                    address: "sip:agents@example.com", headers: [FormField("X-Voicegate-Token", "a.b+c")], callerID: nil
                )
            ])
    }

    @Test("Without an action the verbs after Dial follow, whoever answered")
    func goesOn() async {
        let call = await TestCall.begun(["/": "<Dial callerId=\"+15550109000\">+15550101111</Dial><Say>after</Say>"])
        await call.advance(by: .seconds(7))
        #expect(await call.heard == ["after"])
        #expect(await call.dialled.first?.address == "+15550101111")
        #expect(await call.dialled.first?.callerID == "+15550109000")
    }

    @Test("A caller who hangs up while it rings is reported to the action")
    func reportsHangUp() async {
        let call = await TestCall.begun(["/": Self.dial, "/done": ""])
        await call.hangUp()
        #expect(await call.webhooks.last?.request["DialCallStatus"] == "canceled")
        #expect(await call.webhooks.last?.request["CallStatus"] == "completed")
        #expect(await call.ending?.reason == .callerHungUp)
    }

    @Test("A queue records the task's attributes and tells its action the result")
    func queues() async {
        let call = await TestCall.begun([
            "/": "<Enqueue workflowSid=\"WW1\" action=\"/left\"><Task>{\"voicegate_token\":\"a.b.c\"}</Task></Enqueue>",
            "/left": "<Hangup/>",
        ])
        await call.advance(by: .seconds(10))
        #expect(
            await call.queued == [
                QueuedTask(queue: "", workflowSID: "WW1", attributes: "{\"voicegate_token\":\"a.b.c\"}")
            ])
        #expect(await call.webhooks.last?.request["QueueResult"] == "bridged")
        #expect(await call.webhooks.last?.request["QueueTime"] == "2")
    }

    @Test("In a queue that nobody serves the caller waits until they hang up")
    func waitsInQueue() async {
        let call = await TestCall.begun(["/": "<Enqueue action=\"/left\">support</Enqueue>", "/left": ""]) {
            $0.agent = .busy
        }
        await call.advance(by: .seconds(600))
        #expect(await call.ending == nil)
        await call.hangUp()
        #expect(await call.webhooks.last?.request["QueueResult"] == "hangup")
    }

    @Test("An agent who hangs up ends the connection")
    func agentEnds() async {
        let call = await TestCall.begun(["/": Self.dial, "/done": "<Hangup/>"]) { $0.agent = .busy }
        await call.advance(by: .seconds(1))
        #expect(await call.transcript.contains { $0.actor == .agent && $0.text == "is busy" })
    }
}
