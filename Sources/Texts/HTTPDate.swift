public import Foundation

/// Dates of HTTP: `Tue, 26 Mar 2019 16:06:51 GMT` (RFC 9110, 5.6.7).
public enum HTTPDate {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private static let form = Date.VerbatimFormatStyle(
        format: """
            \(weekday: .abbreviated), \(day: .twoDigits) \(month: .abbreviated) \(year: .padded(4)) \
            \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits):\
            \(second: .twoDigits) GMT
            """,
        locale: Locale(identifier: "en_US_POSIX"), timeZone: .gmt, calendar: Calendar(identifier: .gregorian))

    /// Writes a date.
    public static func text(_ date: Date) -> String { form.format(date) }

    /// Reads a date; nil when the text is none.
    public static func read(_ text: String) -> Date? {
        let parts = text.utf8.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: ":") }
        guard parts.count == 8, parts[7].elementsEqual("GMT".utf8),
            let month = months.firstIndex(where: { $0.utf8.elementsEqual(parts[2]) })
        else { return nil }
        let numbers = [parts[1], parts[3], parts[4], parts[5], parts[6]].compactMap { Int(Substring($0)) }
        guard numbers.count == 5, (1...31).contains(numbers[0]), (1970...9999).contains(numbers[1]),
            (0...23).contains(numbers[2]), (0...59).contains(numbers[3]), (0...60).contains(numbers[4])
        else { return nil }
        let days = CivilDate.days(year: numbers[1], month: month + 1, day: numbers[0])
        guard CivilDate(days: days) == CivilDate(year: numbers[1], month: month + 1, day: numbers[0]) else {
            return nil
        }
        let seconds = days * 86_400 + numbers[2] * 3600 + numbers[3] * 60 + numbers[4]
        return Date(timeIntervalSince1970: Double(seconds))
    }
}
