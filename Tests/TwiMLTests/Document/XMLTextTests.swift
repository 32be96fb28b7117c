import TestSupport
import Testing

@testable import TwiML

@Suite("Escaping")
struct XMLTextTests {
    @Test(
        "What means something in XML is written so that it means nothing",
        arguments: [
            ("plain", "plain"),
            ("a<b>c&d\"e'f", "a&lt;b&gt;c&amp;d&quot;e&#39;f"),
            ("<\u{301}", "&lt;\u{301}"),
            ("\"\u{20DD}'\u{200D}", "&quot;\u{20DD}&#39;\u{200D}"),
            ("\u{0}a\u{1F}b\u{FFFE}c\u{FFFF}", "abc"),
            ("a\tb\nc\r", "a\tb\nc\r"),
            ("👩‍👩‍👧 é \u{FFFD}", "👩‍👩‍👧 é \u{FFFD}"),
            ("", ""),
        ])
    func table(_ text: String, _ expected: String) {
        #expect(Array(XMLText.escape(text).utf8) == Array(expected.utf8))
    }

    @Test("A text of any scalars comes back from a document as it went in, without what XML cannot hold")
    func roundTrip() throws {
        var random = SeededRandom(seed: 11)
        for _ in 0..<500 {
            var text = ""
            for _ in 0..<30 {
                let ranges: [ClosedRange<UInt32>] = [0...0x7F, 0x300...0x36F, 0xFFF0...0xFFFF, 0x1F600...0x1F64F]
                let range = ranges[Int.random(in: 0..<ranges.count, using: &random)]
                if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &random)) {
                    text.unicodeScalars.append(scalar)
                }
            }
            let escaped = XMLText.escape(text)
            let document = try TwiMLDocument("<Response><Say language=\"\(escaped)\">\(escaped)</Say></Response>")
            let kept = text.unicodeScalars.filter(XMLText.isAllowed)
            #expect(document.root.text.unicodeScalars.elementsEqual(kept))
        }
    }
}
