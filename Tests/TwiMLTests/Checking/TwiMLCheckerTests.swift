import Testing

@testable import TwiML

@Suite("Checking TwiML")
struct TwiMLCheckerTests {
    @Test(
        "Documents that Twilio takes are taken",
        arguments: [
            "<Response/>",
            "<Response><Say voice=\"alice\">Hi</Say><Pause length=\"2\"/><Play digits=\"ww1\"/><Hangup/></Response>",
            "<Response><Play loop=\"0\">https://a.example/a.wav</Play></Response>",
            "<Response><Gather><Say>x</Say><Play>https://a.example/a.wav</Play><Pause/></Gather></Response>",
            "<Response><Dial callerId=\"+15555550100\">+15555550199</Dial></Response>",
            "<Response><Dial><Number sendDigits=\"ww1\">+15555550199</Number><Client>bob</Client></Dial></Response>",
            "<Response><Dial><Sip><Uri>sip:a@example.com</Uri></Sip></Dial></Response>",
            "<Response><Enqueue>support</Enqueue></Response>",
            "<Response><Record action=\"/done\" recordingStatusCallbackEvent=\"completed absent\" trim=\"trim-silence\"/></Response>",
            "<Response><Reject reason=\"busy\"/></Response>",
            "<Response><Say><p>a<s>b</s></p><say-as interpret-as=\"digits\">12</say-as><lang xml:lang=\"fr-FR\">c</lang></Say></Response>",
        ])
    func good(_ document: String) {
        #expect(TwiMLChecker.faults(in: document).isEmpty)
    }

    @Test(
        "What Twilio would refuse or skip is named, with its mend",
        arguments: [
            ("<response/>", "the root is <response>", "<Response>"),
            ("<Response><Speak>x</Speak></Response>", "<Speak> is not known", "may hold"),
            ("<Response><Gathr/></Response>", "<Gathr> is not known", "did you mean Gather?"),
            ("<Response><say>x</say></Response>", "<say> is not known", "did you mean Say?"),
            (
                "<Response><Gather><Hangup/></Gather></Response>", "<Hangup> may not stand in <Gather>",
                "Pause, Play, Say"
            ),
            ("<Response><Number>+15555550199</Number></Response>", "<Number> may not stand in <Response>", "may hold"),
            ("<Response><Pause><Say>x</Say></Pause></Response>", "<Say> may not stand in <Pause>", "holds no elements"),
            ("<Response><Gather timeOut=\"5\"/></Response>", "no attribute `timeOut`", "did you mean timeout?"),
            ("<Response><Hangup now=\"1\"/></Response>", "no attribute `now`", "it has none"),
            ("<Response><Gather timeout=\"soon\"/></Response>", "`timeout` of <Gather> is \"soon\"", "whole number"),
            ("<Response><Gather input=\"keys\"/></Response>", "`input` of <Gather>", "dtmf or speech or dtmf speech"),
            ("<Response><Gather method=\"post\"/></Response>", "`method` of <Gather>", "GET or POST"),
            ("<Response><Gather finishOnKey=\"##\"/></Response>", "`finishOnKey` of <Gather>", "one key"),
            ("<Response><Gather action=\"\"/></Response>", "`action` of <Gather>", "URL"),
            ("<Response><Gather actionOnEmptyResult=\"yes\"/></Response>", "`actionOnEmptyResult`", "true or false"),
            ("<Response>Hello<Hangup/></Response>", "words stand in <Response>", "<Say>"),
            ("<Response><Redirect/></Response>", "<Redirect> is empty", "URL"),
            ("<Response><Play/></Response>", "<Play> plays nothing", "URL"),
            ("<Response><Dial> </Dial></Response>", "<Dial> reaches nobody", "<Number>"),
            ("<Response><Dial><Number>bob</Number></Dial></Response>", "<Number> holds \"bob\"", "+15555550199"),
            ("<Response><Dial><Sip/></Dial></Response>", "<Sip> reaches nobody", "sip:"),
            ("<Response><Dial><Sip>bob</Sip></Dial></Response>", "<Sip> holds \"bob\"", "sip:"),
            ("<Response><Enqueue/></Response>", "<Enqueue> names no queue", "workflowSid"),
            (
                "<Response><Enqueue workflowSid=\"WW1\"><Task>x</Task></Enqueue></Response>", "`workflowSid`",
                "WW and 32"
            ),
            ("<Response><Say><say-as>1</say-as></Say></Response>", "<say-as> has no `interpret-as`", "add"),
            ("<Response><Say><break time=\"1\"/></Say></Response>", "`time` of <break>", "500ms"),
        ])
    func bad(_ document: String, _ message: String, _ mend: String) throws {
        let fault = try #require(TwiMLChecker.faults(in: document).first { $0.severity == .fault })
        #expect(fault.message.contains(message), "\(fault)")
        #expect(fault.mend.contains(mend), "\(fault)")
    }

    @Test(
        "What works but is hardly meant so draws a warning",
        arguments: [
            ("<Response><Hangup/><Say>x</Say></Response>", "<Say> is never reached"),
            ("<Response><Redirect>/a</Redirect><Hangup/></Response>", "<Hangup> is never reached"),
            ("<Response><Reject/><Say>x</Say></Response>", "<Say> is never reached"),
            ("<Response><Dial action=\"/a\">+15555550199</Dial><Say>x</Say></Response>", "<Say> is never reached"),
            (
                "<Response><Gather action=\"/a\" actionOnEmptyResult=\"true\"/><Say>x</Say></Response>",
                "<Say> is never reached"
            ),
            ("<Response><Say> </Say></Response>", "<Say> says nothing"),
            ("<Response><Gather speechTimeout=\"auto\" speechModel=\"phone_call\"/></Response>", "does not go with"),
        ])
    func warnings(_ document: String, _ message: String) throws {
        let fault = try #require(TwiMLChecker.faults(in: document).first)
        #expect(fault.severity == .warning)
        #expect(fault.message.contains(message), "\(fault)")
    }

    @Test("Verbs after a transfer without action are reached")
    func dialFallsThrough() {
        let document = "<Response><Dial>+15555550199</Dial><Say>x</Say></Response>"
        #expect(TwiMLChecker.faults(in: document).isEmpty)
    }

    @Test("All faults of a document are found, with their lines")
    func all() {
        let document = """
            <Response>
            <Say lang="en">a</Say>
            <Gather numDigits="none"><Redirect>/a</Redirect></Gather>
            </Response>
            """
        let faults = TwiMLChecker.faults(in: document)
        #expect(faults.map(\.line) == [2, 3, 3])
    }

    @Test("More than 64 KB are refused, and more than 4096 bytes in one Say")
    func sizes() {
        let say = "<Say>" + String(repeating: "é", count: 2_048) + "</Say>"
        #expect(TwiMLChecker.faults(in: "<Response>\(say)</Response>").isEmpty)
        let long = "<Response>\(say.replacing("</Say>", with: ".</Say>"))</Response>"
        #expect(TwiMLChecker.faults(in: long).map(\.message) == ["<Say> holds 4097 bytes of text"])
        let huge = "<Response>" + String(repeating: say, count: 17) + "</Response>"
        #expect(TwiMLChecker.faults(in: huge).first?.mend.contains("65536") == true)
    }

    @Test("Messages have verbs of their own")
    func messaging() {
        let good =
            "<Response><Message to=\"+15555550199\"><Body>Hi</Body><Media>https://a.example/a.png</Media></Message></Response>"
        #expect(TwiMLChecker.faults(in: good, grammar: .messaging).isEmpty)
        #expect(TwiMLChecker.faults(in: "<Response><Say>Hi</Say></Response>", grammar: .messaging).count == 1)
        #expect(TwiMLChecker.faults(in: good).count == 1)
    }

    @Test(
        "The nearest name is found, and none where none is near",
        arguments: [
            ("timout", "timeout"), ("Gahter", "Gather"), ("custmer", "customer"), ("SAY", "Say"), ("elephant", nil),
            ("x", nil),
        ] as [(String, String?)])
    func nearest(_ written: String, _ meant: String?) {
        let names = ["Gather", "Say", "customer", "timeout", "action"]
        #expect(NearestName.nearest(to: written, among: names) == meant)
    }
}
