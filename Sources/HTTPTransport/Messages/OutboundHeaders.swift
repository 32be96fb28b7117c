/// Header fields in the order they were set; names compare without case.
public struct OutboundHeaders: Sendable, Equatable {
    /// The fields, in order.
    public private(set) var fields: [(name: String, value: String)]

    /// Makes an empty set of fields.
    public init() { fields = [] }

    /// Makes fields from pairs.
    public init(_ fields: [(String, String)]) { self.fields = fields.map { (name: $0.0, value: $0.1) } }

    /// Reads the first value of a name, or replaces all of them.
    public subscript(name: String) -> String? {
        get { fields.first { Self.same($0.name, name) }?.value }
        set {
            fields.removeAll { Self.same($0.name, name) }
            if let newValue { fields.append((name: name, value: newValue)) }
        }
    }

    /// Reads every value of a name.
    public func values(of name: String) -> [String] { fields.filter { Self.same($0.name, name) }.map(\.value) }

    /// Compares names and values in order.
    public static func == (left: OutboundHeaders, right: OutboundHeaders) -> Bool {
        left.fields.elementsEqual(right.fields) { same($0.name, $1.name) && $0.value == $1.value }
    }

    private static func same(_ left: String, _ right: String) -> Bool {
        guard left.utf8.count == right.utf8.count, left != right else { return left == right }
        return zip(left.utf8, right.utf8).allSatisfy { lowered($0) == lowered($1) }
    }

    private static func lowered(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
    }
}

extension OutboundHeaders: CustomStringConvertible {
    /// The names alone: values hold tokens.
    public var description: String { fields.map(\.name).joined(separator: ", ") }
}
