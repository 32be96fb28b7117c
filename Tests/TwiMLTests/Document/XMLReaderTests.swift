import TestSupport
import Testing

@testable import TwiML

@Suite("Reading XML")
struct XMLReaderTests {
    @Test("A document is read with its attributes, references and text")
    func tree() throws {
        let document = try TwiMLDocument(
            """
            <?xml version="1.0" encoding="UTF-8"?><!-- hello -->
            <Response><Say voice='a&quot;b' language="en-US">Tom &amp; &#74;&#x65;rry<break time="1s"/>!</Say></Response>

            """)
        let say = try #require(document.first("Say"))
        #expect(say["voice"] == "a\"b")
        #expect(say.text == "Tom & Jerry!")
        #expect(say.children.map(\.name) == ["break"])
    }

    @Test(
        "What is not well formed is refused, with its line",
        arguments: [
            ("", 1, "does not begin"),
            ("\u{FEFF}<Response/>", 1, "does not begin"),
            ("hello", 1, "does not begin"),
            ("<Response>\n<Say>x</Response>", 2, "<Say> is not closed before </Response>"),
            ("<Response>\n\n", 1, "is not closed"),
            ("<Response><Say></p></Say></Response>", 1, "</p> closes nothing"),
            ("<Response/><Response/>", 1, "something follows"),
            ("<Response/>x", 1, "something follows"),
            ("<Response>\n<Say a=b/></Response>", 2, "not in quotes"),
            ("<Response>\n<Say a/></Response>", 2, "has no value"),
            ("<Response><Say a=\"1\" a=\"2\"/></Response>", 1, "stands twice"),
            ("<Response><Say a=\"1\"b=\"2\"/></Response>", 1, "not written as a tag"),
            ("<Response><Say a=\"<\"/></Response>", 1, "< inside the value"),
            ("<Response><Say a=\"1></Say></Response>", 1, "< inside the value"),
            ("<Response>\nTom & Jerry</Response>", 2, "& begins no reference"),
            ("<Response>&nbsp;</Response>", 1, "& begins no reference"),
            ("<Response>&#0;</Response>", 1, "& begins no reference"),
            ("<Response>&#xD800;</Response>", 1, "& begins no reference"),
            ("<Response>&#-1;</Response>", 1, "& begins no reference"),
            ("<Response>a < b</Response>", 1, "name of an element"),
            ("<Response>]]></Response>", 1, "]]>"),
            ("<Response>\u{1}</Response>", 1, "cannot hold"),
            ("<Response>\u{FFFF}</Response>", 1, "cannot hold"),
            ("<Response><!-- a -- b --></Response>", 1, "-- inside a comment"),
            ("<Response><!-- a", 1, "comment without its end"),
            ("<Response><![CDATA[x]]></Response>", 1, "CDATA"),
            ("<!DOCTYPE Response><Response/>", 1, "DOCTYPE"),
            ("<Response><?php ?></Response>", 1, "processing instruction"),
            ("<?xml version=\"1.1\"?><Response/>", 1, "XML declaration"),
            ("<?xml version=\"1.0\" encoding=\"latin1\"?><Response/>", 1, "XML declaration"),
            (" <?xml version=\"1.0\"?><Response/>", 1, "processing instruction"),
            ("<Response><1/></Response>", 1, "name of an element"),
            ("<Response", 1, "not written as a tag"),
        ])
    func refusals(_ text: String, _ line: Int, _ message: String) {
        let fault = #expect(throws: TwiMLFault.self) { try TwiMLDocument(text) }
        #expect(fault?.line == line)
        #expect(fault?.message.contains(message) == true, "\(fault?.description ?? "")")
    }

    @Test("Any number of levels is refused before it can hurt")
    func depth() {
        let text = String(repeating: "<p>", count: 100_000)
        #expect(throws: TwiMLFault.self) { try TwiMLDocument(text) }
    }

    @Test("No text of random pieces is more than refused, at a place within it")
    func noise() {
        var random = SeededRandom(seed: 7)
        let pieces = [
            "<", ">", "/", "Response", "Say", "\"", "'", "=", "&", ";", "#", "!", "--", "?", " ", "\n", "é", "\u{301}",
        ]
        for _ in 0..<5_000 {
            let text = (0..<20).map { _ in pieces[Int.random(in: 0..<pieces.count, using: &random)] }.joined()
            let xml = "<Response>" + text
            let faults = TwiMLChecker.faults(in: xml)
            if !xml.contains("</Response") { #expect(!faults.isEmpty, "\(xml)") }
            #expect(faults.allSatisfy { (0...xml.utf8.count).contains($0.offset) && $0.line > 0 }, "\(xml)")
        }
    }
}
