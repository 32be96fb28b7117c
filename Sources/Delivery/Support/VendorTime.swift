import Foundation
import HTTPTransport

/// Times as vendors write them.
enum VendorTime {
    /// ISO 8601 in UTC with milliseconds: `2024-07-03T05:59:32.226Z`.
    static func iso8601(_ date: Date) -> String { ISO8601.text(date) }

    /// Reads ISO 8601 with or without fractions of a second.
    static func parse(_ text: String) -> Date? { ISO8601.date(text) }

    /// RFC 1123: `Tue, 26 Mar 2024 16:06:51 GMT`.
    static func rfc1123(_ date: Date) -> String { httpDate.format(date) }

    private static let httpDate = Date.VerbatimFormatStyle(
        format: """
            \(weekday: .abbreviated), \(day: .twoDigits) \(month: .abbreviated) \(year: .padded(4)) \
            \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits):\
            \(second: .twoDigits) GMT
            """,
        locale: Locale(identifier: "en_US_POSIX"), timeZone: .gmt, calendar: Calendar(identifier: .gregorian))
}
