/// JSON of which little is known beforehand.
///
/// Reading it never fails for what is in it, only for what is no JSON.
public enum LooseJSON: Sendable, Hashable {
    case null
    case flag(Bool)
    /// A number without fraction or exponent.
    case whole(Int64)
    case number(Double)
    case text(String)
    case list([LooseJSON])
    case object([String: LooseJSON])

    /// Reads a body; nil when it is no JSON.
    public static func parse(_ bytes: [UInt8]) -> LooseJSON? {
        bytes.withUnsafeBufferPointer(JSONReader.read)
    }

    /// A member of an object, by its name.
    public subscript(name: String) -> LooseJSON? {
        guard case .object(let members) = self else { return nil }
        return members[name]
    }

    /// A member of an object, by its name in any case, since some vendors change theirs.
    public func member(anyCase name: String) -> LooseJSON? {
        guard case .object(let members) = self else { return nil }
        return members[name] ?? members.first { $0.key.lowercased() == name.lowercased() }?.value
    }

    /// The text; a number counts as its digits.
    ///
    /// Nil for all else, and for an empty text.
    public var string: String? {
        switch self {
        case .text(let text): text.isEmpty ? nil : text
        case .whole(let number): String(number)
        case .number(let number): Int64(exactly: number).map { String($0) } ?? String(number)
        default: nil
        }
    }

    /// The elements of a list; a single object counts as a list of one.
    public var elements: [LooseJSON] {
        switch self {
        case .list(let elements): elements
        case .object: [self]
        default: []
        }
    }
}
