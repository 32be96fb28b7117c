/// Writes JSON piece by piece, in the order in which it is told.
///
/// For what is written with every request: Foundation's encoder builds a tree first. Whoever writes sees to it that
/// values stand where values may stand.
public struct JSONWriter: Sendable {
    /// What was written so far.
    public private(set) var bytes: [UInt8] = []
    private var needsComma = false

    /// Makes a writer that has written nothing.
    ///
    /// - Parameter capacity: How many bytes it is likely to become.
    public init(capacity: Int = 256) { bytes.reserveCapacity(capacity) }

    /// Writes an object, and nothing else.
    ///
    /// - Parameter members: Writes the members.
    /// - Returns: The bytes.
    public static func object(_ members: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter()
        writer.object(members)
        return writer.bytes
    }

    /// Writes an object.
    public mutating func object(_ members: (inout JSONWriter) -> Void) { enclosed("{", "}", members) }

    /// Writes a list.
    public mutating func list(_ elements: (inout JSONWriter) -> Void) { enclosed("[", "]", elements) }

    /// Writes a member whose value is an object.
    public mutating func object(_ name: String, _ members: (inout JSONWriter) -> Void) {
        key(name)
        object(members)
    }

    /// Writes a member whose value is a list.
    public mutating func list(_ name: String, _ elements: (inout JSONWriter) -> Void) {
        key(name)
        list(elements)
    }

    /// Writes a member with a text; nothing for nil.
    public mutating func member(_ name: String, _ text: String?) {
        guard let text else { return }
        key(name)
        value(text)
    }

    /// Writes a member with a number.
    public mutating func member(_ name: String, _ number: Double) {
        key(name)
        separate()
        bytes.append(contentsOf: (number.isFinite ? number.description : "null").utf8)
    }

    /// Writes a text.
    public mutating func value(_ text: String) {
        separate()
        quoted(text)
    }

    private mutating func key(_ name: String) {
        separate()
        quoted(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    private mutating func enclosed(
        _ start: Unicode.Scalar, _ end: Unicode.Scalar, _ content: (inout JSONWriter) -> Void
    ) {
        separate()
        bytes.append(UInt8(ascii: start))
        needsComma = false
        content(&self)
        bytes.append(UInt8(ascii: end))
        needsComma = true
    }

    /// Escapes what RFC 8259 section 7 demands, and nothing more.
    private mutating func quoted(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { content in
            // Most texts have nothing to escape.
            if content.contains(where: Self.mustEscape) {
                for byte in content { append(escaped: byte) }
            } else {
                bytes.append(contentsOf: content)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func append(escaped byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(byte)
        case 0..<0x20:
            bytes.append(contentsOf: "\\u00".utf8)
            bytes.append(contentsOf: [Self.digit(byte >> 4), Self.digit(byte & 15)])
        default: bytes.append(byte)
        }
    }

    private static func mustEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
