/// A one-time code as a caller entered it.
///
/// Its description never shows it.
public struct Passcode: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    /// The six digits.
    public let digits: String

    /// Accepts six digits.
    public init?(_ text: String) {
        guard text.utf8.count == 6, text.utf8.allSatisfy(\.isASCIIDigit) else { return nil }
        digits = text
    }

    /// Shows that there is a code, never which.
    public var description: String { "Passcode(••••••)" }
    /// Shows the same.
    public var debugDescription: String { description }
}
