import Foundation

/// Okta's dates: ISO 8601, mostly with milliseconds.
enum OktaDate {
    private static let precise = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

    /// Reads a date; nil when the text is none.
    static func read(_ text: String) -> Date? {
        (try? Date(text, strategy: precise)) ?? (try? Date(text, strategy: .iso8601))
    }
}
