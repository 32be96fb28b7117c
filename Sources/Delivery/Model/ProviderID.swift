/// Names a provider, as settings, hooks, metrics and the store write it: `8x8-sms`.
///
/// Not an enumeration: a vendor's folder declares its own names, so that a new vendor edits none of the others.
public struct ProviderID: Hashable, Sendable, Codable {
    /// The name as it is written.
    public let name: String

    /// Wraps a name.
    public init(_ name: String) { self.name = name }

    /// Stands where no provider had a part, as when policy refused.
    public static let none = ProviderID("none")

    /// Reads the name as plain text.
    public init(from decoder: any Decoder) throws {
        name = try decoder.singleValueContainer().decode(String.self)
    }

    /// Writes the name as plain text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(name)
    }
}

extension ProviderID: CustomStringConvertible, ExpressibleByStringLiteral {
    /// The name.
    public var description: String { name }

    /// Names a provider in code and tests.
    public init(stringLiteral value: String) { name = value }
}
