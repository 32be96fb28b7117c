import Testing

@testable import Simulator

@Suite("A call goes through its documents")
struct CallMachineTests {
    @Test("Verbs follow each other in their time, and at the end Twilio hangs up")
    func plays() async {
        let call = await TestCall.begun(["/": "<Pause/><Say>one</Say><Pause length=\"3\"/><Say>two</Say>"])
        await call.advance(by: .seconds(30))
        #expect(await call.seconds(of: "one") == 1)
        #expect(await call.heard == ["one", "two"])
        #expect(await call.ending?.reason == .documentFinished)
        #expect(await call.status == "completed")
    }

    @Test("Speech can be hurried without hurrying the caller")
    func hurries() async {
        let call = await TestCall.begun(
            ["/": "<Pause length=\"10\"/><Gather timeout=\"3\"/><Say>after</Say>"]
        ) { $0.speechSpeed = 10 }
        await call.advance(by: .seconds(10))
        #expect(await call.seconds(of: "after") == 4)
    }

    @Test("A redirect is followed at once, relative to the document, by its method")
    func redirects() async {
        let call = await TestCall.begun([
            "/": "<Redirect method=\"GET\">steps/two?x=1&amp;y=2</Redirect><Say>never</Say>", "/steps/two": "<Hangup/>",
        ])
        #expect(await call.paths == ["/", "/steps/two"])
        #expect(await call.webhooks.last?.request.method == "GET")
        #expect(await call.webhooks.last?.request.url.contains("/steps/two?x=1&y=2&AccountSid=") == true)
        #expect(await call.ending?.reason == .hungUp)
    }

    @Test("Documents that only redirect to themselves are stopped")
    func stopsLoops() async {
        let call = await TestCall.begun(["/": "<Redirect>/</Redirect>"])
        #expect(await call.ending?.reason == .applicationError(11215))
        #expect(await call.paths.count == 50)
    }

    @Test("Documents that let time pass may redirect for as long as they like")
    func allowsWaiting() async {
        let call = await TestCall.begun(["/": "<Pause length=\"2\"/><Redirect>/</Redirect>"])
        await call.advance(by: .seconds(300))
        #expect(await call.paths.count == 151)
        #expect(await call.ending == nil)
    }

    @Test(
        "Reject ends an unanswered call as busy; after another verb it only hangs up",
        arguments: [
            ("<Reject/>", CallEnding.Reason.rejected("rejected"), "busy"),
            ("<Reject reason=\"busy\"/>", .rejected("busy"), "busy"),
            ("<Pause/><Reject/>", .hungUp, "completed"),
        ])
    func rejects(verbs: String, reason: CallEnding.Reason, status: String) async {
        let call = await TestCall.begun(["/": verbs])
        await call.advance(by: .seconds(2))
        #expect(await call.ending?.reason == reason)
        #expect(await call.status == status)
    }

    @Test("The REST API interrupts what is being said, and the new document takes over")
    func updates() async {
        let call = await TestCall.begun([
            "/": "<Say>please hold the line while we wait for you</Say><Say>never</Say>",
            "/approved": "<Say>thank you</Say>",
        ])
        await call.update(.redirect(url: TestCall.base + "/approved", method: "POST"))
        #expect(await call.heard.last == "thank you")
        await call.advance(by: .seconds(60))
        #expect(await call.heard.contains("never") == false)
    }

    @Test("The REST API can give a document, whose relative actions lead nowhere")
    func updatesWithDocument() async {
        let call = await TestCall.begun(["/": "<Pause length=\"60\"/>"])
        await call.update(.document("<Response><Say>moved</Say><Redirect>/x</Redirect></Response>"))
        #expect(await call.heard == ["moved"])
        await call.advance(by: .seconds(5))
        #expect(await call.ending?.reason == .applicationError(11100))
    }

    @Test("Record asks its action with what was said, and with nothing said it does not")
    func records() async {
        let verbs = "<Record action=\"/recorded\" timeout=\"3\"/><Say>nothing was said</Say><Pause length=\"9\"/>"
        let silent = await TestCall.begun(["/": verbs])
        await silent.advance(by: .seconds(4))
        #expect(await silent.heard == ["nothing was said"])
        let spoken = await TestCall.begun(["/": verbs, "/recorded": "<Hangup/>"])
        await spoken.say("please call me back")
        await spoken.press("#")
        let request = await spoken.webhooks.last?.request
        #expect(request?["Digits"] == "#")
        #expect(request?["RecordingSid"]?.hasPrefix("RE") == true)
    }

    @Test("Hanging up ends the call and tells the status callback how long it lasted")
    func hangsUp() async {
        let call = await TestCall.begun(["/": "<Pause length=\"60\"/>", "/status": ""]) {
            $0.statusCallbackURL = TestCall.base + "/status"
        }
        await call.advance(by: .milliseconds(4200))
        await call.hangUp()
        #expect(await call.ending == CallEnding(reason: .callerHungUp, duration: .milliseconds(4200)))
        let request = await call.webhooks.last?.request
        #expect(request?["CallStatus"] == "completed")
        #expect(request?["CallDuration"] == "5")
        #expect(await call.paths == ["/", "/status"])
    }

    @Test("A wait of nothing is no wait, and verbs the simulator lacks are skipped with a remark")
    func skips() async {
        let call = await TestCall.begun(["/": "<Pause length=\"0\"/><Pay/><Leave/><Say>on</Say>"])
        #expect(await call.heard == ["on"])
        #expect(await call.remarks.contains("<Pay> is not simulated and is skipped"))
    }
}
