import Testing

@testable import Simulator

@Suite("TwiML is read as strictly as Twilio reads it")
struct TwiMLParserTests {
    @Test(
        "A document that is not well-formed stops the call with 12100",
        arguments: [
            "", " <Response/>", "\n<?xml version=\"1.0\"?><Response/>", "\u{FEFF}<Response/>", "hello", "<Response>",
            "<Response></Response><Response/>", "<Response/>text", "<response/>", "<Say>hi</Say>",
            "<Response><Say>a & b</Say></Response>", "<Response><Say>&nbsp;</Say></Response>",
            "<Response><Say>x</say></Response>", "<!DOCTYPE Response><Response/>", "{\"ok\":true}",
            "<Response><Say voice=alice>x</Say></Response>",
        ])
    func refusesMalformed(document: String) {
        #expect { try TwiMLParser.parse(Array(document.utf8)) } throws: { error in
            (error as? TwiMLComplaint)?.code == 12100
        }
    }

    @Test(
        "What does not belong is skipped with a warning, and the rest is kept",
        arguments: [
            ("<Blink>x</Blink><Hangup/>", 12200, "<Blink> is not allowed in <Response>"),
            ("<say>x</say><Hangup/>", 12200, "<say> is not allowed in <Response>"),
            ("<Gather><Hangup/></Gather>", 13320, "<Hangup> is not allowed in <Gather>"),
            ("<Hangup why=\"x\"/>", 12200, "<Hangup> has no attribute 'why'"),
            ("loose words<Hangup/>", 12200, "text is not allowed in <Response>"),
            ("<Say>a<blink>b</blink></Say>", 12200, "<blink> is not allowed in <Say>"),
            ("<Say> </Say>", 13520, "<Say> has nothing to say"),
            ("<Gather timeout=\"soon\"/>", 12200, "timeout of <Gather> is 'soon'"),
            ("<Gather numDigits=\"0\"/>", 12200, "numDigits of <Gather> is '0'"),
            ("<Gather finishOnKey=\"##\"/>", 13310, "finishOnKey is '##'"),
            ("<Gather input=\"voice\"/>", 12200, "input of <Gather> is 'voice'"),
            ("<Dial><Number>agents</Number></Dial>", 13223, "'agents' is not a phone number"),
            ("<Dial><Sip>agents@example.com</Sip></Dial>", 13224, "'agents@example.com' is not a SIP URI"),
            ("<Dial><Sip>sip:a@b.example?From=x</Sip></Dial>", 12200, "the SIP header 'From' does not begin with X-"),
            (
                "<Enqueue workflowSid=\"WW1\"><Task>x</Task></Enqueue>", 13701,
                "the attributes of <Task> are not a JSON object"
            ),
        ])
    func warns(verbs: String, code: Int, message: String) throws {
        let root = try TwiMLParser.parse(Array("<Response>\(verbs)</Response>".utf8))
        let complaints = VerbReader.read(root).complaints
        #expect(complaints.map(\.code) == [code])
        #expect(complaints.map(\.message) == [message])
    }

    @Test("A warning names the line")
    func namesLine() throws {
        let root = try TwiMLParser.parse(Array("<Response>\n<Say>x</Say>\n<Blink/>\n</Response>".utf8))
        #expect(VerbReader.read(root).complaints.first?.line == 3)
    }

    @Test("The marks of speech are heard as their words")
    func readsSpeech() throws {
        let text = """
            <Response><Say language="de-DE">  Ihr
              Code: <say-as interpret-as="digits">12</say-as><break time="1s"/><sub alias="Herr">Hr.</sub> &lt;3</Say></Response>
            """
        let verbs = VerbReader.read(try TwiMLParser.parse(Array(text.utf8))).verbs
        guard case .say(let speech) = verbs.first else {
            Issue.record("not a <Say>")
            return
        }
        #expect(speech.text == "Ihr Code: 12 Herr <3")
        #expect(speech.language == "de-DE")
        #expect(speech.duration > .seconds(2))
    }

    @Test(
        "Slower speech and breaks take longer",
        arguments: [
            ("<prosody rate=\"slow\">hello there</prosody>", "hello there"),
            ("hello<break strength=\"strong\"/> there", "hello there"), ("hello there", "hello"),
            ("1 2 3", "a b c"), ("hello, there", "hello there"),
        ])
    func measures(longer: String, shorter: String) throws {
        func duration(_ words: String) throws -> Duration {
            SpokenText.measure(
                try TwiMLParser.parse(Array("<Response><Say>\(words)</Say></Response>".utf8)).children[0]
            ).duration
        }
        #expect(try duration(longer) > duration(shorter))
    }
}
