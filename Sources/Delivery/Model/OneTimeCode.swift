/// A one-time code, as Okta made it.
///
/// Neither its description nor its reflection shows it.
public struct OneTimeCode: Hashable, Sendable {
    /// The code itself, for what is sent: never for a log, an error, a URL or a label.
    public let revealed: String

    /// Takes 1 to 32 printable ASCII characters without spaces; leading zeros stay.
    public init?(_ text: String) {
        guard (1...32).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return nil
        }
        revealed = text
    }
}

extension OneTimeCode: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Dots; not even the length.
    public var description: String { "••••••" }
    /// The same dots.
    public var debugDescription: String { description }
    /// Nothing, so that `dump` and reflection of what holds a code show nothing either.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension OneTimeCode: Decodable {
    /// Reads the code as text, for a store that keeps it sealed.
    ///
    /// - Throws: `DecodingError.dataCorrupted`, which does not repeat the text.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let code = OneTimeCode(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a one-time code")
        }
        self = code
    }
}
