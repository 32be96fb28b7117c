import Testing

@testable import Simulator

@Suite("Requests of Twilio's look and behave like the real ones")
struct WebhookTests {
    @Test("The first request carries Twilio's parameters, empty ones too, and a signature over all of them")
    func firstRequest() async throws {
        let plan = CallPlan(from: "+15550100001", stirVerstat: "TN-Validation-Passed-A", forwardedFrom: "+15550100077")
        let call = await TestCall.begun(["/": ""], plan: plan)
        let request = try #require(await call.webhooks.first?.request)
        let expected = [
            "From": "+15550100001", "Caller": "+15550100001", "To": "+15550109000", "Called": "+15550109000",
            "CallStatus": "ringing", "ApiVersion": "2010-04-01", "Direction": "inbound", "FromCity": "",
            "StirVerstat": "TN-Validation-Passed-A", "ForwardedFrom": "+15550100077",
        ]
        for (name, value) in expected { #expect(request[name] == value, "\(name)") }
        #expect(request["CallSid"]?.wholeMatch(of: /CA[0-9a-f]{32}/) != nil)
        #expect(request["AccountSid"]?.wholeMatch(of: /AC[0-9a-f]{32}/) != nil)
        #expect(request.header("User-Agent") == "TwilioProxy/1.1")
        #expect(request.header("I-Twilio-Idempotency-Token")?.isEmpty == false)
        #expect(request.header("content-type") == "application/x-www-form-urlencoded; charset=utf-8")
        #expect(FormEncoding.decode(request.body) == request.fields)
        let signature = TwilioSignature.sign(
            url: TestCall.base + "/", fields: request.fields, authToken: "simulated-auth-token")
        #expect(request.header("X-Twilio-Signature") == signature)
    }

    @Test("Parameters of a plan replace Twilio's")
    func overrides() async {
        let plan = CallPlan(
            from: "anonymous", parameters: [FormField("From", "\" or status pr"), FormField("Extra", "1")])
        let call = await TestCall.begun(["/": ""], plan: plan)
        let request = await call.webhooks.first?.request
        #expect(request?.fields.filter { $0.name == "From" }.map(\.value) == ["\" or status pr"])
        #expect(request?["Caller"] == "anonymous")
        #expect(request?["Extra"] == "1")
    }

    @Test(
        "An answer that Twilio cannot use ends the call with Twilio's code",
        arguments: [
            (404, "text/xml", "<Response/>", 11200), (500, "text/xml", "<Response/>", 11200),
            (200, "", "<Response/>", 12300), (200, "application/json", "{}", 12300),
            (200, "text/xml", "<Response>", 12100), (200, "text/xml", "", 12100),
            (200, "text/xml", "<Response>" + String(repeating: " ", count: 70_000) + "</Response>", 11750),
            (302, "text/xml", "", 11200),
        ])
    func fails(status: Int, type: String, body: String, code: Int) async {
        let call = HandDrivenCall(
            CallPlan(from: "+15550100001"), settings: TestCall.settings(),
            fetcher: ClosureFetcher { _ in
                .answer(
                    status: status, headers: type.isEmpty ? [] : [FormField("content-type", type)],
                    body: Array(body.utf8))
            })
        await call.begin()
        #expect(await call.ending?.reason == .applicationError(code))
        #expect(await call.heard == ["We are sorry, an application error has occurred. Goodbye."])
    }

    @Test(
        "What is TwiML, sound or words is told by the Content-Type",
        arguments: [
            ("text/xml; charset=utf-8", "<Response><Say>x</Say></Response>", "x"),
            ("application/xml", "<Response><Say>x</Say></Response>", "x"),
            ("text/html", "<Response><Say>x</Say></Response>", "x"),
            ("text/plain", "<Response><Say>x</Say></Response>", "x"), ("text/plain", "just words", "just words"),
            ("audio/mpeg", "…", "(plays https://ivr.example.com/)"),
        ])
    func understands(type: String, body: String, heard: String) async {
        let call = HandDrivenCall(
            CallPlan(from: "+15550100001"), settings: TestCall.settings(),
            fetcher: ClosureFetcher { _ in
                .answer(status: 200, headers: [FormField("Content-Type", type)], body: Array(body.utf8))
            })
        await call.begin()
        #expect(await call.heard == [heard])
    }

    @Test("The fallback URL is asked when the voice URL fails, and told why")
    func fallsBack() async {
        let call = await TestCall.begun(["/fallback": "<Say>sorry</Say>"]) {
            $0.fallbackURL = TestCall.base + "/fallback"
        }
        #expect(await call.heard == ["sorry"])
        #expect(await call.webhooks.last?.request["ErrorCode"] == "11200")
        #expect(await call.webhooks.last?.request["ErrorUrl"] == TestCall.base + "/")
    }

    @Test("A fallback that fails too ends the call")
    func failsTwice() async {
        let call = await TestCall.begun([:]) { $0.fallbackURL = TestCall.base + "/fallback" }
        #expect(await call.paths == ["/", "/fallback"])
        #expect(await call.ending?.reason == .applicationError(11200))
    }

    @Test("An HTTP redirect loses what the caller entered")
    func followsHTTPRedirect() async {
        let call = HandDrivenCall(
            CallPlan(from: "+15550100001"), settings: TestCall.settings(),
            fetcher: ClosureFetcher { request in
                switch request.url.dropFirst(TestCall.base.count).prefix(while: { $0 != "?" }) {
                case "/": .twiml("<Response><Gather numDigits=\"1\" action=\"/entered\"/></Response>")
                case "/entered": .answer(status: 302, headers: [FormField("location", "/moved")], body: [])
                default: .twiml("<Response><Hangup/></Response>")
                }
            })
        await call.begin()
        await call.press("1")
        let last = await call.webhooks.last?.request
        #expect(last?.method == "GET")
        #expect(last?["Digits"] == nil)
        #expect(await call.paths == ["/", "/entered", "/moved"])
    }

    @Test("Cookies are kept for the length of a call")
    func keepsCookies() async {
        let call = HandDrivenCall(
            CallPlan(from: "+15550100001"), settings: TestCall.settings(),
            fetcher: ClosureFetcher { _ in
                .answer(
                    status: 200,
                    headers: [FormField("Content-Type", "text/xml"), FormField("Set-Cookie", "a=1; Path=/; HttpOnly")],
                    body: Array("<Response><Gather numDigits=\"1\"/></Response>".utf8))
            })
        await call.begin()
        await call.press("1")
        #expect(await call.webhooks.first?.request.header("Cookie") == nil)
        #expect(await call.webhooks.last?.request.header("Cookie") == "a=1")
    }

    @Test(
        "Connection overrides are read from the fragment",
        arguments: [
            ("https://h/x", 5000, 15_000, 1), ("https://h/x#rc=2&rp=all&rt=5000", 5000, 5000, 2),
            ("https://h/x#ct=1&tt=99999&rc=9", 100, 15_000, 5),
        ])
    func readsOverrides(url: String, connect: Int, total: Int, retries: Int) {
        let overrides = ConnectionOverrides(url: url)
        #expect(overrides.connectTimeout == connect)
        #expect(overrides.totalTimeout == total)
        #expect(overrides.retries == retries)
    }

    @Test("Only a failed connection is tried again unless the URL says otherwise")
    func retries() {
        let refused = WebhookReply.failure(code: 11205, "refused")
        let broken = WebhookReply.answer(status: 503, headers: [], body: [])
        #expect(ConnectionOverrides(url: "https://h/x").allowsRetry(after: refused))
        #expect(!ConnectionOverrides(url: "https://h/x").allowsRetry(after: broken))
        #expect(ConnectionOverrides(url: "https://h/x#rp=5xx").allowsRetry(after: broken))
        #expect(!ConnectionOverrides(url: "https://h/x#rp=5xx").allowsRetry(after: refused))
    }
}
