import Testing

@testable import Simulator

@Suite("Gather takes keys and words by Twilio's rules")
struct GatherTests {
    /// What a caller does after the prompt has begun.
    enum Act: Sendable {
        case keys(String)
        case words(String)
        case wait(Int)
    }

    @Test(
        "What was entered goes to the action",
        arguments: [
            ("numDigits=\"1\"", [Act.keys("1")], ["Digits": "1", "FinishedOnKey": ""]),
            ("numDigits=\"6\"", [.keys("123456#")], ["Digits": "123456", "FinishedOnKey": ""]),
            ("", [.keys("12#")], ["Digits": "12", "FinishedOnKey": "#"]),
            ("", [.keys("12"), .wait(5)], ["Digits": "12", "FinishedOnKey": ""]),
            ("finishOnKey=\"*\"", [.keys("12#3*")], ["Digits": "12#3", "FinishedOnKey": "*"]),
            ("finishOnKey=\"\"", [.keys("1*#"), .wait(5)], ["Digits": "1*#", "FinishedOnKey": ""]),
            ("timeout=\"2\" numDigits=\"4\"", [.keys("1"), .wait(1), .keys("2"), .wait(2)], ["Digits": "12"]),
            ("actionOnEmptyResult=\"true\"", [.keys("#")], ["Digits": "", "FinishedOnKey": "#"]),
            ("input=\"speech\" speechTimeout=\"auto\"", [.words("account"), .wait(3)], ["SpeechResult": "account"]),
            (
                "input=\"speech\" speechTimeout=\"2\"", [.words("my"), .wait(1), .words("account"), .wait(4)],
                ["SpeechResult": "my account", "Confidence": "0.9"]
            ),
            ("input=\"dtmf speech\" numDigits=\"1\"", [.keys("2")], ["Digits": "2"]),
            (
                "input=\"dtmf speech\" speechTimeout=\"auto\"", [.words("agent"), .keys("2#"), .wait(3)],
                ["SpeechResult": "agent"]
            ),
            ("input=\"dtmf speech\" numDigits=\"2\"", [.keys("1"), .words("noise"), .keys("2")], ["Digits": "12"]),
        ])
    func reachesAction(attributes: String, acts: [Act], expected: [String: String]) async {
        let call = await TestCall.begun([
            "/": "<Gather action=\"/done\" \(attributes)><Say>Please enter it</Say></Gather><Say>after</Say>",
            "/done": "<Hangup/>",
        ])
        await call.perform(acts)
        #expect(await call.paths == ["/", "/done"])
        let request = await call.webhooks.last?.request
        for (name, value) in expected { #expect(request?[name] == value, "\(name)") }
        #expect(request?["msg"] == "Gather End")
        #expect(request?["CallStatus"] == "in-progress")
        if expected["SpeechResult"] != nil { #expect(request?["Digits"] == nil) }
    }

    @Test("Silence with actionOnEmptyResult sends neither digits nor words")
    func silentResult() async {
        let call = await TestCall.begun([
            "/": "<Gather action=\"/done\" actionOnEmptyResult=\"true\"/>", "/done": "<Hangup/>",
        ])
        await call.advance(by: .seconds(5))
        let request = await call.webhooks.last?.request
        #expect(request?.url.hasSuffix("/done") == true)
        #expect(request?["Digits"] == nil)
        #expect(request?["SpeechResult"] == nil)
        #expect(request?["FinishedOnKey"] == "")
    }

    @Test(
        "Without input the next verb follows",
        arguments: [
            ("", [Act.wait(7)]), ("", [.keys("#")]), ("input=\"speech\"", [.keys("1"), .wait(7)]),
            ("", [.words("hello"), .wait(7)]), ("input=\"speech\"", [.words(" "), .wait(7)]),
        ])
    func fallsThrough(attributes: String, acts: [Act]) async {
        let call = await TestCall.begun([
            "/": "<Gather action=\"/done\" \(attributes)/><Say>after</Say><Gather/>", "/done": "<Hangup/>",
        ])
        await call.perform(acts)
        #expect(await call.heard == ["after"])
        #expect(await call.paths == ["/"])
    }

    @Test("The timeout begins when the prompts are over")
    func timeoutAfterPrompts() async {
        let call = await TestCall.begun([
            "/": "<Gather timeout=\"3\"><Pause length=\"10\"/></Gather><Say>after</Say>"
        ])
        await call.advance(by: .seconds(20))
        #expect(await call.seconds(of: "after") == 13)
    }

    @Test("A key stops the prompts, and the words after it are not spoken")
    func bargesIn() async {
        let call = await TestCall.begun([
            "/": "<Gather numDigits=\"2\"><Pause length=\"10\"/><Say>never</Say></Gather>"
        ])
        await call.advance(by: .seconds(1))
        await call.press("1")
        await call.advance(by: .seconds(4))
        await call.press("2")
        #expect(await call.heard.isEmpty)
        #expect(await call.webhooks.last?.request["Digits"] == "12")
    }

    @Test("Without bargeIn the prompts are spoken to their end")
    func keepsTalking() async {
        let call = await TestCall.begun([
            "/": "<Gather numDigits=\"2\" bargeIn=\"false\"><Pause length=\"4\"/><Say>still heard</Say></Gather>"
        ])
        await call.press("1")
        await call.advance(by: .seconds(5))
        #expect(await call.heard == ["still heard"])
    }

    @Test("Keys are lost while nobody listens")
    func losesKeys() async {
        let call = await TestCall.begun(["/": "<Pause length=\"2\"/><Gather numDigits=\"1\" action=\"/done\"/>"])
        await call.press("1")
        await call.advance(by: .seconds(3))
        #expect(await call.paths == ["/"])
        #expect(await call.transcript.contains { $0.text == "presses 1 (nobody listens)" })
    }

    @Test("Without an action the current URL is asked again")
    func loopsOnItself() async {
        let call = await TestCall.begun(["/": "<Gather numDigits=\"1\"/>"])
        await call.press("7")
        #expect(await call.paths == ["/", "/"])
        #expect(await call.webhooks.last?.request["Digits"] == "7")
    }

    @Test("A method of GET carries the input in the query, and signs the whole URL")
    func getsAction() async throws {
        let call = await TestCall.begun(["/": "<Gather method=\"GET\" action=\"/done?step=2\" numDigits=\"1\"/>"])
        await call.press("*")
        let request = try #require(await call.webhooks.last?.request)
        #expect(request.method == "GET")
        #expect(request.body.isEmpty)
        #expect(request.url.hasPrefix(TestCall.base + "/done?step=2&AccountSid="))
        #expect(request.url.contains("&Digits=*&"))
        let signature = TwilioSignature.sign(
            url: request.url, fields: [], authToken: TestCall.settings().account.authToken)
        #expect(request.header("X-Twilio-Signature") == signature)
    }
}

extension HandDrivenCall {
    func perform(_ acts: [GatherTests.Act]) async {
        for act in acts {
            switch act {
            case .keys(let keys): await press(keys)
            case .words(let words): await say(words)
            case .wait(let seconds): await advance(by: .seconds(seconds))
            }
        }
    }
}
