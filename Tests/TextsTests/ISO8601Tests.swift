import Foundation
import Texts
import TestSupport
import Testing

@Suite("Times in ISO 8601")
struct ISO8601Tests {
    @Test func `Are written and read as Foundation does, over all the years`() throws {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        var random = SeededRandom(seed: 7)
        for _ in 0..<2000 {
            let milliseconds = Int64.random(in: -62_135_596_800_000..<253_402_300_800_000, using: &random)
            let date = Date(timeIntervalSince1970: Double(milliseconds) / 1000 + 0.0001)
            let text = ISO8601.text(date)
            #expect(text == style.format(date))
            let read = try #require(ISO8601.date(text))
            #expect(abs(read.timeIntervalSince(date)) < 0.001)
        }
    }

    /// A time that was read is a little before its millisecond or after it.
    @Test func `What was read is written as it was`() throws {
        for millisecond in 0..<1000 {
            let text = "2024-07-03T05:59:32.\(String(1000 + millisecond).dropFirst())Z"
            #expect(ISO8601.text(try #require(ISO8601.date(text))) == text)
        }
    }

    @Test(
        arguments: [
            (1e300, "9999-12-31T23:59:59.999Z"), (253_402_300_799.9996, "9999-12-31T23:59:59.999Z"),
            (951_782_399.9996, "2000-02-29T00:00:00.000Z"), (-5, "1969-12-31T23:59:55.000Z"),
        ])
    func `Are written to the nearest millisecond, none after the year 9999`(seconds: Double, text: String) {
        #expect(ISO8601.text(Date(timeIntervalSince1970: seconds)) == text)
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
