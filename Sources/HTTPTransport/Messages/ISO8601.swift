public import Foundation

/// Times in ISO 8601, as JSON has them.
///
/// What is written with every request is written and read by hand; what looks otherwise is left to Foundation.
public enum ISO8601 {
    /// Writes a time in UTC with milliseconds: `2024-07-03T05:59:32.226Z`.
    public static func text(_ date: Date) -> String {
        let milliseconds = (date.timeIntervalSince1970 * 1000).rounded(.down)
        // From 1900, when all had one calendar, to 9999.
        guard milliseconds >= -2_208_988_800_000, milliseconds < 253_402_300_800_000 else {
            return Date.ISO8601FormatStyle(includingFractionalSeconds: true).format(date)
        }
        let (days, time) = Int(milliseconds).floored(by: 86_400_000)
        let (year, month, day) = civil(days)
        var text: [UInt8] = []
        text.reserveCapacity(24)
        text.append(year, digits: 4, then: "-")
        text.append(month, digits: 2, then: "-")
        text.append(day, digits: 2, then: "T")
        text.append(time / 3_600_000, digits: 2, then: ":")
        text.append(time / 60_000 % 60, digits: 2, then: ":")
        text.append(time / 1000 % 60, digits: 2, then: ".")
        text.append(time % 1000, digits: 3, then: "Z")
        return String(decoding: text, as: UTF8.self)
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
        let days = days(year, month, day)
        // The 30th of February is another day when it is written again.
        guard day > 0, civil(days) == (year, month, day) else { return nil }
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

    // MARK: The calendar

    // In eras of 400 years that begin on the 1st of March, the day after the one that leap years add.

    /// The days since 1970-01-01 of a date of the Gregorian calendar.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let marchYear = month > 2 ? year : year - 1
        let (era, yearOfEra) = marchYear.floored(by: 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The date of a day that is counted from 1970-01-01.
    private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let (era, dayOfEra) = (days + 719_468).floored(by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }
}

extension Int {
    /// The quotient that is rounded down, and what is left.
    fileprivate func floored(by divisor: Int) -> (quotient: Int, rest: Int) {
        let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest)
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
