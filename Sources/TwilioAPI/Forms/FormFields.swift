/// Parameters of a form or a query, in the order they came; names may repeat.
///
/// Decoding never fails: what is not well-formed is kept as it stands, since a signature decides about it later.
public struct FormFields: Sendable {
    /// The fields in order.
    public private(set) var fields: [(name: String, value: String)]

    /// Decodes `application/x-www-form-urlencoded` bytes (https://url.spec.whatwg.org/#urlencoded-parsing).
    ///
    /// An escape that is none stays as it is; bytes that are no UTF-8 become U+FFFD.
    public init(decoding bytes: [UInt8]) {
        fields = bytes.isEmpty ? [] : bytes.split(separator: UInt8(ascii: "&")).map(Self.field)
    }

    /// Decodes a URL's query, without its question mark.
    public init(decodingQuery query: String) { self.init(decoding: Array(query.utf8)) }

    /// Makes fields from pairs.
    public init(_ fields: [(String, String)]) { self.fields = fields.map { (name: $0.0, value: $0.1) } }

    /// The first value of a name.
    public subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    /// The values of a name, in order.
    public func values(of name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

    /// Adds the fields of another.
    public mutating func append(_ other: FormFields) { fields += other.fields }

    private static func field(_ bytes: ArraySlice<UInt8>) -> (name: String, value: String) {
        let split = bytes.firstIndex(of: UInt8(ascii: "=")) ?? bytes.endIndex
        let value = split == bytes.endIndex ? [] : bytes[(split + 1)...]
        return (name: decode(bytes[..<split]), value: decode(value))
    }

    /// Undoes percent-encoding; `+` is a space.
    private static func decode(_ bytes: ArraySlice<UInt8>) -> String {
        guard bytes.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else {
            return String(decoding: bytes, as: UTF8.self)
        }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            if byte == UInt8(ascii: "%"), index + 2 < bytes.endIndex, let high = nibble(bytes[index + 1]),
                let low = nibble(bytes[index + 2])
            {
                decoded.append(high << 4 | low)
                index += 3
            } else {
                decoded.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
                index += 1
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }

    private static func nibble(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

extension FormFields: CustomStringConvertible {
    /// The names alone: values are numbers and codes.
    public var description: String { fields.map(\.name).joined(separator: ", ") }
}
