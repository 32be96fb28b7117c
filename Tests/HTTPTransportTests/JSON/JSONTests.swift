import Foundation
import Testing

@testable import HTTPTransport

@Suite("JSON by hand")
struct JSONTests {
    @Test(
        arguments: [
            #"{}"#, #"[]"#, #" { "a" : [ 1 , -2.5e3, true, false, null, "x" ] } "#, #""\"\\\/\b\f\n\r\té😀""#,
            #""\u00e9\ud83d\ude00""#, #"{"a":{"b":{"c":[[[]]]}}}"#, "0", "-0", "12345678901", "1E-2", #""""#,
            "{\"é\":\"ü\u{2028}\"}",
        ])
    func `Reads what Foundation reads, as it does`(text: String) throws {
        let expected = try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
        let read = try #require(LooseJSON.parse(Array(text.utf8)))
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
        #expect(LooseJSON.parse(Array(text.utf8)) == nil)
    }

    @Test func `Refuses bytes that are no UTF-8`() {
        #expect(LooseJSON.parse([0x22, 0xC3, 0x28, 0x22]) == nil)
        #expect(LooseJSON.parse([0x22, 0x5C, 0x6E, 0xFF, 0x22]) == nil)
    }

    @Test func `Refuses what is nested too deep, and nothing falls over`() {
        let depth = 200_000
        #expect(LooseJSON.parse([UInt8](repeating: UInt8(ascii: "["), count: depth)) == nil)
        let fits = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
        #expect(LooseJSON.parse(Array(fits.utf8)) != nil)
        #expect(LooseJSON.parse(Array("[\(fits)]".utf8)) == nil)
    }

    @Test func `Of two members with one name the last counts`() {
        #expect(LooseJSON.parse(Array(#"{"a":1,"a":"2"}"#.utf8))?["a"] == .text("2"))
    }

    @Test func `Every beginning of a text, and every text with a byte changed, is read or refused`() {
        let text = Array(#"{"a":[1,-2.5e3,true,null,"x\"\u00e9"],"b":{"c":"ü"}}"#.utf8)
        for end in 0..<text.count { #expect(LooseJSON.parse(Array(text[..<end])) == nil) }
        for index in text.indices {
            for byte in [0x00, 0x22, 0x5C, 0x7B, 0xFF] as [UInt8] {
                var changed = text
                changed[index] = byte
                _ = LooseJSON.parse(changed)
            }
        }
    }

    @Test func `Writes what reads back`() {
        let odd = "\"quoted\" back\\slash / \u{0} \n \u{1F} é 😀 \u{2028}"
        let bytes = JSONWriter.object { json in
            json.member("text", odd)
            json.member("none", nil)
            json.member(odd, "named")
            json.member("number", 802_000_000.125)
            json.object("object") { $0.member("a", "") }
            json.list("list") { list in
                list.value("one")
                list.object { _ in }
                list.list { $0.value("two") }
            }
        }
        let expected: LooseJSON = .object([
            "text": .text(odd), odd: .text("named"), "number": .number(802_000_000.125),
            "object": .object(["a": .text("")]),
            "list": .list([.text("one"), .object([:]), .list([.text("two")])]),
        ])
        #expect(LooseJSON.parse(bytes) == expected)
        #expect((try? JSONSerialization.jsonObject(with: Data(bytes))) != nil)
    }

    /// As Foundation shows it.
    private func foundation(_ json: LooseJSON) -> NSObject? {
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

@Suite("Times in ISO 8601")
struct ISO8601Tests {
    @Test func `Are written and read as Foundation does, over all the years`() throws {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        var random = SplitMix(state: 7)
        for _ in 0..<2000 {
            let milliseconds = Int64.random(in: -62_135_596_800_000..<253_402_300_800_000, using: &random)
            let date = Date(timeIntervalSince1970: Double(milliseconds) / 1000 + 0.0001)
            let text = ISO8601.text(date)
            #expect(text == style.format(date))
            let read = try #require(ISO8601.date(text))
            #expect(abs(read.timeIntervalSince(date)) < 0.001)
        }
    }

    @Test(
        arguments: [
            ("2024-02-29T23:59:59Z", 1_709_251_199), ("1970-01-01T00:00:00.000Z", 0),
            ("2000-03-01T00:00:00Z", 951_868_800),
            ("2024-07-03T07:59:32+02:00", 1_719_986_372),
        ])
    func `Are read`(text: String, seconds: Double) {
        #expect(ISO8601.date(text) == Date(timeIntervalSince1970: seconds))
    }

    @Test(arguments: ["", "tomorrow", "2024-13-01T00:00:00Z", "2024-07-03", "99999999999"])
    func `What is none is none`(text: String) {
        #expect(ISO8601.date(text) == nil)
    }
}

private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
