public import Foundation

/// The hours in which an employee's mobile may ring, as `ivrHours` in Okta holds them.
///
/// A part of OpenStreetMap's `opening_hours`, with a time zone at its end: `Mo-Fr 09:00-17:00 America/New_York`,
/// `Mo-Fr 09:00-12:00,13:00-17:00; Sa 10:00-12:00 Europe/Berlin`, `Fr 22:00-06:00`, `24/7`, `Mo-Su 08:00-20:00; We off`.
/// A later rule replaces what earlier ones said of its days.
public struct OfficeHours: Sendable, Equatable {
    /// Minutes of each day, Monday first; a range that goes past midnight ends after 1440.
    let days: [[Range<Int>]]
    let zone: TimeZone

    static let minutesOfDay = 24 * 60

    init(days: [[Range<Int>]], zone: TimeZone) {
        self.days = days
        self.zone = zone
    }

    /// Says whether a moment lies within the hours; the end of a range does not.
    public func isOpen(at date: Date) -> Bool {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let parts = calendar.dateComponents([.weekday, .hour, .minute], from: date)
        guard let weekday = parts.weekday, let hour = parts.hour, let minute = parts.minute else { return true }
        // Foundation counts from Sunday as 1.
        let today = (weekday + 5) % 7
        let now = hour * 60 + minute
        return days[today].contains { $0.contains(now) }
            || days[(today + 6) % 7].contains { $0.contains(now + Self.minutesOfDay) }
    }
}

/// Why a text is not understood as office hours.
public struct OfficeHoursFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is not understood.
    public enum Code: String, Sendable, CaseIterable {
        case empty, tooLong, day, time, zone
    }

    /// What is not understood.
    public let code: Code

    init(_ code: Code) {
        self.code = code
    }

    /// One line for a log, without the text itself.
    public var description: String {
        let what =
            switch code {
            case .empty: "they are empty"
            case .tooLong: "they are longer than anything that makes sense"
            case .day: "a day is not one of Mo, Tu, We, Th, Fr, Sa, Su"
            case .time: "a time is not written as 09:00-17:00"
            case .zone: "the time zone is not known"
            }
        return "\(what); write ivrHours as Mo-Fr 09:00-17:00 America/New_York"
    }
}
