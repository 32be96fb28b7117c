public import Foundation

/// Times in ISO 8601, as JSON has them.
///
/// What is written with every request is written and read by hand; what looks otherwise is left to Foundation.
public enum ISO8601 {
    /// The last millisecond of the year 9999: later ones have years of five digits.
    private static let latest = 253_402_300_799_999.0

    /// Writes a time in UTC with milliseconds, to the nearest: `2024-07-03T05:59:32.226Z`.
    public static func text(_ date: Date) -> String { String(decoding: bytes(date), as: UTF8.self) }

    /// Writes a time as ``text(_:)`` does, in ASCII.
    public static func bytes(_ date: Date) -> [UInt8] {
        let milliseconds = min((date.timeIntervalSince1970 * 1000).rounded(), latest)
        // From 1900, when all had one calendar.
        guard milliseconds >= -2_208_988_800_000 else {
            return Array(Date.ISO8601FormatStyle(includingFractionalSeconds: true).format(date).utf8)
        }
        let (days, time) = Int(milliseconds).floored(by: 86_400_000)
        let day = CivilDate(days: days)
        var text: [UInt8] = []
        text.reserveCapacity(24)
        text.append(day.year, digits: 4, then: "-")
        text.append(day.month, digits: 2, then: "-")
        text.append(day.day, digits: 2, then: "T")
        text.append(time / 3_600_000, digits: 2, then: ":")
        text.append(time / 60_000 % 60, digits: 2, then: ":")
        text.append(time / 1000 % 60, digits: 2, then: ".")
        text.append(time % 1000, digits: 3, then: "Z")
        return text
    }

    /// Reads a time, with or without fractions of a second; nil for what is none.
    public static func date(_ text: String) -> Date? {
        var text = text
        if let date = text.withUTF8(plain) { return date }
        return (try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(text))
            ?? (try? Date.ISO8601FormatStyle().parse(text))
    }

    /// Reads `2024-07-03T05:59:32Z` and `2024-07-03T05:59:32.226Z`.
    private static func plain(_ text: UnsafeBufferPointer<UInt8>) -> Date? {
        let separators: [(Int, Unicode.Scalar)] = [(4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":")]
        guard text.count == 20 || text.count == 24, text.last == UInt8(ascii: "Z"),
            separators.allSatisfy({ text[$0.0] == UInt8(ascii: $0.1) }),
            text.count == 20 || text[19] == UInt8(ascii: "."),
            let year = number(text[0..<4]), let month = number(text[5..<7]), let day = number(text[8..<10]),
            let hour = number(text[11..<13]), let minute = number(text[14..<16]), let second = number(text[17..<19]),
            let milliseconds = text.count == 20 ? 0 : number(text[20..<23]),
            year >= 1900, (1...12).contains(month), hour < 24, minute < 60, second < 60
        else { return nil }
        let days = CivilDate.days(year: year, month: month, day: day)
        // The 30th of February is another day when it is written again.
        guard day > 0, CivilDate(days: days) == CivilDate(year: year, month: month, day: day) else { return nil }
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second
        return Date(timeIntervalSince1970: Double(seconds) + Double(milliseconds) / 1000)
    }

    private static func number(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
        var number = 0
        for digit in digits {
            guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
            number = number * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return number
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ number: Int, digits: Int, then separator: Unicode.Scalar) {
        var divisor = digits == 4 ? 1000 : digits == 3 ? 100 : 10
        while divisor > 0 {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / divisor % 10))
            divisor /= 10
        }
        append(UInt8(ascii: separator))
    }
}
