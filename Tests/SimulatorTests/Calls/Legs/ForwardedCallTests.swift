import Testing

@testable import Simulator

@Suite("Calls are put through to people by their numbers")
struct ForwardedCallTests {
    static let mobile = "+15550100001"
    static let documents = [
        "/": """
        <Dial action="/done" timeout="20" callerId="+15558675309" answerOnBridge="true">\
        <Number url="/screen" statusCallback="/leg" statusCallbackEvent="initiated ringing answered completed">\
        +15550100001</Number></Dial>
        """,
        "/screen": """
        <Gather numDigits="1" action="/accepted" timeout="4"><Say>Press one</Say></Gather><Hangup/>
        """,
        "/accepted": "<Say>Connecting</Say>",
        "/done": "<Say>over</Say><Record action=\"/recorded\" recordingStatusCallback=\"/told\"/>", "/leg": "",
        "/told": "", "/recorded": "<Hangup/>",
    ]

    static func call(_ callee: DialledBehaviour?) async -> HandDrivenCall {
        await TestCall.begun(documents, plan: CallPlan(from: "+15558675309", to: "+15550109001")) {
            $0.dialPlans[mobile] = callee
            $0.ownNumbers = ["+15550109001", "+15550109002"]
        }
    }

    static func status(_ call: HandDrivenCall) async -> String? {
        await call.webhooks.last { $0.request["DialCallStatus"] != nil }?.request["DialCallStatus"]
    }

    @Test("Who presses one is connected, and the caller hears it ring until then")
    func connects() async throws {
        let call = await Self.call(.answers(after: .seconds(3), presses: "1", talkingFor: .seconds(5)))
        await call.advance(by: .seconds(3))
        #expect(await call.status == "ringing")
        #expect(await call.dialledCalls.first?.status == "in-progress")
        #expect(await call.dialledCalls.first?.isListening == true)
        await call.advance(by: .seconds(2.5))
        #expect(await call.status == "in-progress")
        let leg = try #require(await call.dialledCalls.first)
        let screen = try #require(leg.webhooks.first?.request)
        #expect(screen["CallSid"] == leg.sid)
        #expect(screen["ParentCallSid"] == (await call.sid))
        #expect(screen["Direction"] == "outbound-dial")
        #expect(screen["From"] == "+15558675309")
        #expect(screen["To"] == Self.mobile)
        #expect(screen["CallStatus"] == "in-progress")
        #expect(leg.webhooks.last?.request["Digits"] == "1")
        await call.advance(by: .seconds(30))
        #expect(await Self.status(call) == "completed")
        let done = await call.webhooks.last { $0.request["DialBridged"] != nil }?.request
        #expect(done?["DialBridged"] == "true")
        #expect(done?["DialCallDuration"] == "5")
        #expect(done?["DialCallSid"] == leg.sid)
        #expect(await call.heard.first == "over")
    }

    @Test("The status callback of a number tells how the leg goes on")
    func tellsLegStatus() async {
        let call = await Self.call(.answers(after: .seconds(3), presses: "1", talkingFor: .seconds(5)))
        await call.advance(by: .seconds(40))
        let told = await call.webhooks.map(\.request).filter { $0.url.hasSuffix("/leg") }
        #expect(told.map { $0["CallStatus"] } == ["initiated", "ringing", "in-progress", "completed"])
        #expect(told.map { $0["SequenceNumber"] } == ["0", "1", "2", "3"])
        #expect(told.last?["ParentCallSid"] == (await call.sid))
    }

    @Test(
        "Whoever is not connected leads to the action, not bridged",
        arguments: [
            (DialledBehaviour.doesNotAnswer, "no-answer"), (.busy, "busy"), (.failed, "failed"),
            (.voicemail(after: .seconds(15)), "no-answer"), (.hangsUp(after: .seconds(2)), "no-answer"),
            (.answers(after: .seconds(3), presses: "", talkingFor: nil), "no-answer"),
            (.answers(after: .seconds(25), presses: "1", talkingFor: nil), "no-answer"),
        ])
    func doesNotConnect(callee: DialledBehaviour, status: String) async {
        let call = await Self.call(callee)
        await call.advance(by: .seconds(29))
        #expect(await Self.status(call) == status)
        #expect(await call.webhooks.last { $0.request["DialBridged"] != nil }?.request["DialBridged"] == "false")
        #expect(await call.heard.first == "over")
        #expect(await call.transcript.allSatisfy { $0.actor != .bot || $0.text != "Press one" })
    }

    @Test("Twilio's word for somebody who answered and was not connected can be the other one")
    func otherWord() async {
        let call = await TestCall.begun(Self.documents, plan: CallPlan(from: "+15558675309", to: "+15550109001")) {
            $0.dialPlans[Self.mobile] = .voicemail(after: .seconds(1))
            $0.unconnectedStatus = "completed"
        }
        await call.advance(by: .seconds(20))
        #expect(await Self.status(call) == "completed")
        #expect(await call.webhooks.last { $0.request["DialBridged"] != nil }?.request["DialBridged"] == "false")
    }

    @Test("A handset can be taken, keys pressed and hung up by hand")
    func byHand() async {
        let call = await Self.call(.byHand)
        await call.advance(by: .seconds(5))
        await call.callee(Self.mobile, .answer)
        await call.callee(Self.mobile, .key("1"))
        #expect(await call.dialledCalls.first?.status == "in-progress")
        await call.advance(by: .seconds(100))
        #expect(await call.ending == nil)
        await call.callee(Self.mobile, .hangUp)
        #expect(await Self.status(call) == "completed")
        let declined = await Self.call(.byHand)
        await declined.callee(Self.mobile, .decline)
        #expect(await Self.status(declined) == "busy")
    }

    @Test("Several numbers ring at once, and the first who answers has the call")
    func ringsAll() async {
        let numbers = "<Number>+15550100001</Number><Number>+15550100002</Number><Number>+15550100003</Number>"
        let call = await TestCall.begun(["/": "<Dial action=\"/done\">\(numbers)</Dial>", "/done": "<Hangup/>"]) {
            $0.dialPlans = [
                "+15550100001": .busy, "+15550100002": .answers(after: .seconds(4), talkingFor: .seconds(1)),
                "+15550100003": .answers(after: .seconds(6)),
            ]
        }
        await call.advance(by: .seconds(10))
        #expect(await call.dialledCalls.map(\.status) == ["busy", "completed", "canceled"])
        #expect(await Self.status(call) == "completed")
    }

    @Test("A caller ID that is neither side's and none of ours is refused with 13214")
    func refusesCallerID() async {
        let call = await TestCall.begun(
            ["/": "<Dial action=\"/done\" callerId=\"+15550000000\">+15550100001</Dial>", "/done": "<Hangup/>"]
        ) { $0.ownNumbers = ["+15550109001"] }
        #expect(await call.remarks.contains { $0.hasPrefix("error 13214") })
        #expect(await Self.status(call) == "failed")
    }

    @Test("Dial on the side of who was called is skipped with a warning")
    func noDialInScreening() async {
        var documents = Self.documents
        documents["/screen"] = "<Dial>+15550100002</Dial><Say>hello</Say>"
        let call = await TestCall.begun(documents) { $0.dialPlans[Self.mobile] = .answers() }
        await call.advance(by: .seconds(4))
        #expect(await call.remarks.contains { $0.contains("<Dial> is not allowed") })
        #expect(await call.transcript.contains { $0.actor == .whisper && $0.text == "hello" })
    }

    @Test("A caller who hangs up ends the legs too")
    func callerHangsUp() async {
        let call = await Self.call(.doesNotAnswer)
        await call.hangUp()
        #expect(await call.dialledCalls.first?.status == "canceled")
        #expect(await Self.status(call) == "canceled")
    }

    @Test("A recording is told to its callback, and where it can be fetched")
    func records() async throws {
        let call = await Self.call(.busy)
        await call.advance(by: .seconds(2))
        await call.say("Please call me back")
        await call.press("#")
        let told = try #require(await call.webhooks.map(\.request).first { $0.url.hasSuffix("/told") })
        #expect(told["RecordingStatus"] == "completed")
        let recording = try #require(await call.recordings.first)
        #expect(told["RecordingSid"] == recording.sid)
        #expect(recording.words == "Please call me back")
        let asked = await call.webhooks.map(\.request).first { $0.url.hasSuffix("/recorded") }
        #expect(asked?["RecordingUrl"] == recording.url)
        #expect(recording.wave.starts(with: Array("RIFF".utf8)))
    }
}
