/// JSON of which little is known beforehand.
///
/// Reading it never fails for what is in it, only for what is no JSON. What is written keeps every member that was
/// read, also those of which we know nothing.
public enum JSONValue: Sendable, Hashable {
    case null
    case flag(Bool)
    /// A number without fraction or exponent.
    case whole(Int64)
    case number(Double)
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])

    /// Reads a body; nil when it is no JSON.
    public static func parse(_ bytes: [UInt8]) -> JSONValue? {
        bytes.withUnsafeBufferPointer(JSONReader.read)
    }

    /// The JSON, members in the order of their names, so that the same value is the same bytes.
    public var bytes: [UInt8] {
        var writer = JSONWriter()
        writer.value(tree: self)
        return writer.bytes
    }

    /// A member of an object, by its name.
    ///
    /// Anything else has none, and becomes an object when one is set.
    public subscript(name: String) -> JSONValue? {
        get {
            guard case .object(let members) = self else { return nil }
            return members[name]
        }
        set {
            var members = self.members ?? [:]
            members[name] = newValue
            self = .object(members)
        }
    }

    /// The text; nil for anything else.
    public var text: String? { if case .text(let text) = self { text } else { nil } }
    /// The truth value; nil for anything else.
    public var flag: Bool? { if case .flag(let flag) = self { flag } else { nil } }
    /// The elements of a list; nil for anything else.
    public var elements: [JSONValue]? { if case .list(let elements) = self { elements } else { nil } }
    /// The members of an object; nil for anything else.
    public var members: [String: JSONValue]? { if case .object(let members) = self { members } else { nil } }

    /// The number, whole or not; nil for anything else.
    public var number: Double? {
        switch self {
        case .whole(let number): Double(number)
        case .number(let number): number
        default: nil
        }
    }
}

// What vendors send who keep to no one form.
extension JSONValue {
    /// A member of an object, by its name in any case, since some vendors change theirs.
    public func member(anyCase name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members[name] ?? members.first { $0.key.lowercased() == name.lowercased() }?.value
    }

    /// The text; a number counts as its digits.
    ///
    /// Nil for all else, and for an empty text.
    public var looseText: String? {
        switch self {
        case .text(let text): text.isEmpty ? nil : text
        case .whole(let number): String(number)
        case .number(let number): Int64(exactly: number).map { String($0) } ?? String(number)
        default: nil
        }
    }

    /// The elements of a list; a single object counts as a list of one.
    public var looseElements: [JSONValue] {
        switch self {
        case .list(let elements): elements
        case .object: [self]
        default: []
        }
    }
}
