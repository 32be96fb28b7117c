import Foundation
import JSON
import Testing

@Suite("Reading JSON")
struct JSONReaderTests {
    @Test(
        arguments: [
            #"{}"#, #"[]"#, #" { "a" : [ 1 , -2.5e3, true, false, null, "x" ] } "#, #""\"\\\/\b\f\n\r\té😀""#,
            #""\u00e9\ud83d\ude00""#, #"{"a":{"b":{"c":[[[]]]}}}"#, "0", "-0", "12345678901", "1E-2", #""""#,
            "{\"é\":\"ü\u{2028}\"}",
        ])
    func `Reads what Foundation reads, as it does`(text: String) throws {
        let expected = try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
        let read = try #require(JSONValue.parse(Array(text.utf8)))
        #expect(foundation(read) == expected as? NSObject)
    }

    @Test(
        arguments: [
            "", " ", "{", "}", "[1,]", "{\"a\":1,}", "{a:1}", "{\"a\" 1}", "01", "1.", ".5", "+1", "1e", "--1", "tru",
            "nul",
            "\"", "\"\\x\"", "\"\\u12\"", "\"\\ud83d\"", "\"\\ude00\"", "\"\\ud83dx\"", "\"a\nb\"", "[] []", "1 2",
            "NaN",
            "'a'", "1e999",
        ])
    func `Refuses what is no JSON`(text: String) {
        #expect(JSONValue.parse(Array(text.utf8)) == nil)
    }

    @Test func `Refuses bytes that are no UTF-8`() {
        #expect(JSONValue.parse([0x22, 0xC3, 0x28, 0x22]) == nil)
        #expect(JSONValue.parse([0x22, 0x5C, 0x6E, 0xFF, 0x22]) == nil)
    }

    @Test func `Refuses what is nested too deep, and nothing falls over`() {
        let depth = 200_000
        #expect(JSONValue.parse([UInt8](repeating: UInt8(ascii: "["), count: depth)) == nil)
        let fits = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
        #expect(JSONValue.parse(Array(fits.utf8)) != nil)
        #expect(JSONValue.parse(Array("[\(fits)]".utf8)) == nil)
    }

    @Test func `Of two members with one name the last counts`() {
        #expect(JSONValue.parse(Array(#"{"a":1,"a":"2"}"#.utf8))?["a"] == .text("2"))
    }

    @Test func `Every beginning of a text, and every text with a byte changed, is read or refused`() {
        let text = Array(#"{"a":[1,-2.5e3,true,null,"x\"\u00e9"],"b":{"c":"ü"}}"#.utf8)
        for end in 0..<text.count { #expect(JSONValue.parse(Array(text[..<end])) == nil) }
        for index in text.indices {
            for byte in [0x00, 0x22, 0x5C, 0x7B, 0xFF] as [UInt8] {
                var changed = text
                changed[index] = byte
                _ = JSONValue.parse(changed)
            }
        }
    }

    /// As Foundation shows it.
    private func foundation(_ json: JSONValue) -> NSObject? {
        switch json {
        case .null: NSNull()
        case .flag(let flag): NSNumber(value: flag)
        case .whole(let number): NSNumber(value: number)
        case .number(let number): NSNumber(value: number)
        case .text(let text): NSString(string: text)
        case .list(let list): NSArray(array: list.compactMap(foundation))
        case .object(let members): NSDictionary(dictionary: members.compactMapValues(foundation))
        }
    }
}
