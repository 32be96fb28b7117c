import TestSupport
import Testing
import TwilioAPI

@Suite("Forms")
struct FormFieldsTests {
    @Test(
        "A form is decoded, whatever it is",
        arguments: [
            ("a=1&b=2", [["a", "1"], ["b", "2"]]), ("a=1+2%2B3", [["a", "1 2+3"]]), ("a=%", [["a", "%"]]),
            ("a=%2", [["a", "%2"]]), ("a=%zz", [["a", "%zz"]]), ("a=%%41", [["a", "%A"]]), ("a", [["a", ""]]),
            ("=1", [["", "1"]]), ("", []), ("a=1&a=2", [["a", "1"], ["a", "2"]]), ("a=%C3%A9", [["a", "é"]]),
            ("a=%c3%a9", [["a", "é"]]), ("a=%FF", [["a", "\u{FFFD}"]]), ("a=b=c", [["a", "b=c"]]),
            ("&&a=1&", [["a", "1"]]), ("a+b=c+d", [["a b", "c d"]]), ("a=%00", [["a", "\0"]]), ("%41=1", [["A", "1"]]),
        ])
    func decode(text: String, expected: [[String]]) {
        #expect(FormFields(decodingQuery: text).fields.map { [$0.name, $0.value] } == expected)
    }

    @Test("Bytes that are no UTF-8 are repaired")
    func repaired() {
        #expect(FormFields(decoding: [0x61, 0x3D, 0xC3, 0x28])["a"] == "\u{FFFD}(")
    }

    @Test("Of a name that repeats the first value is the value, and all are kept")
    func duplicates() {
        var fields = FormFields(decodingQuery: "a=1&b=2&a=3")
        #expect(fields["a"] == "1")
        #expect(fields.values(of: "a") == ["1", "3"])
        fields.append(FormFields([("a", "4")]))
        #expect(fields.values(of: "a") == ["1", "3", "4"])
        #expect(fields["c"] == nil)
    }

    @Test("A description names the fields and tells no value")
    func description() {
        #expect("\(FormFields([("From", "+15551234567"), ("Digits", "123456")]))" == "From, Digits")
    }

    @Test("What is encoded is decoded again, and no bytes are a trap")
    func roundTrip() {
        var random = SeededRandom()
        for _ in 0..<500 {
            let count = Int.random(in: 0..<40, using: &random)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            _ = FormFields(decoding: bytes)
            _ = FormFields(decoding: bytes.map { "%&=+a2F".utf8.randomElement(using: &random) ?? $0 })
            let text = String(decoding: bytes, as: UTF8.self)
            let decoded = FormFields(decodingQuery: FormEncoding.encode([(text, text), ("b", text)])).fields
            #expect(decoded.map(\.name) == [text, "b"], "seed \(random.seed)")
            #expect(decoded.map(\.value) == [text, text], "seed \(random.seed)")
        }
    }
}
