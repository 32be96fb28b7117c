import Foundation
import Testing

@testable import CompanyNumbers

@Suite struct `Office hours` {
    /// A moment in UTC: `2026-03-02 14:30` is a Monday.
    private func moment(_ text: String) throws -> Date {
        try #require(try? Date(text.replacing(" ", with: "T") + ":00Z", strategy: .iso8601))
    }

    @Test(arguments: [
        ("Mo-Fr 09:00-17:00 America/New_York", "2026-03-02 14:00", true),
        ("Mo-Fr 09:00-17:00 America/New_York", "2026-03-02 13:59", false),
        ("Mo-Fr 09:00-17:00 America/New_York", "2026-03-02 21:59", true),
        ("Mo-Fr 09:00-17:00 America/New_York", "2026-03-02 22:00", false),
        ("Mo-Fr 09:00-17:00 America/New_York", "2026-03-01 15:00", false),
        // Summer time has begun.
        ("Mo-Fr 09:00-17:00 America/New_York", "2026-03-09 13:00", true),
        ("Mo-Fr 09:00-12:00,13:00-17:00; Sa 10:00-12:00", "2026-03-02 12:30", false),
        ("Mo-Fr 09:00-12:00,13:00-17:00; Sa 10:00-12:00", "2026-03-02 13:00", true),
        ("Mo-Fr 09:00-12:00, 13:00-17:00; Sa 10:00-12:00 UTC", "2026-03-07 11:00", true),
        ("Mo-Fr 09:00-12:00,13:00-17:00; Sa 10:00-12:00", "2026-03-08 11:00", false),
        ("Fr 22:00-06:00", "2026-03-07 05:59", true),
        ("Fr 22:00-06:00", "2026-03-06 05:59", false),
        ("Su 22:00-06:00", "2026-03-02 01:00", true),
        ("Fr-Mo 08:00-20:00", "2026-03-02 09:00", true),
        ("Fr-Mo 08:00-20:00", "2026-03-03 09:00", false),
        ("Mo,We,Fr 9-17", "2026-03-04 16:59", true),
        ("24/7", "2026-03-01 00:00", true),
        ("Mo-Su 00:00-24:00", "2026-03-01 23:59", true),
        ("09:00-17:00", "2026-03-01 10:00", true),
        ("Mo-Su 08:00-20:00; We off", "2026-03-04 10:00", false),
        ("Mo-Su 08:00-20:00; We closed", "2026-03-05 10:00", true),
        ("mo - fr 09:00 – 17:00 Europe/Berlin", "2026-03-02 08:00", true),
        ("Monday-Friday 09:00-17:00", "2026-03-02 09:00", true),
    ])
    func `A moment lies within them or not`(_ text: String, _ time: String, _ isOpen: Bool) throws {
        #expect(try OfficeHours(text).isOpen(at: try moment(time)) == isOpen)
    }

    @Test(
        arguments: [
            ("", .empty), ("   ", .empty), ("always", .zone), ("Mo-Fr", .zone), ("Mo-Fr 9 to 5", .time),
            ("Xx-Fr 09:00-17:00", .day), ("M 09:00-17:00", .day), ("Mo-Fr 09:00-25:00", .time),
            ("Mo-Fr 09:60-17:00", .time),
            ("Mo-Fr 24:00-25:00", .time), ("Mo-Fr 09:00-", .time), ("Mo-Fr 09:00", .time), ("; ;", .time),
            ("Mo-Fr 09:00-17:00 Mars/Olympus", .zone), ("Mo-Fr 0900-1700", .time),
            ("Mo--Fr 09:00-17:00", .day), ("Mo-Fr 09:00-17:00,", .time),
            (String(repeating: "Mo 9-17; ", count: 100), .tooLong),
        ] as [(String, OfficeHoursFault.Code)])
    func `What is not understood is said`(_ text: String, _ code: OfficeHoursFault.Code) {
        #expect(throws: OfficeHoursFault(code)) { try OfficeHours(text) }
    }

    @Test func `Without a zone the person's own counts`() throws {
        let berlin = try #require(TimeZone(identifier: "Europe/Berlin"))
        let hours = try OfficeHours("Mo-Fr 09:00-17:00", defaultZone: berlin)
        #expect(hours.isOpen(at: try moment("2026-03-02 08:00")))
        #expect(try !OfficeHours("Mo-Fr 09:00-17:00").isOpen(at: try moment("2026-03-02 08:00")))
    }
}
