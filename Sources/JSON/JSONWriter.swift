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

    // MARK: Members

    /// Writes a member with a text; nothing for nil.
    public mutating func member(_ name: String, _ text: String?) {
        guard let text else { return }
        key(name)
        value(text)
    }

    /// Writes a member with a number.
    public mutating func member(_ name: String, _ number: Double) {
        key(name)
        value(number)
    }

    /// Writes a member with a whole number.
    public mutating func member(_ name: String, _ number: Int) {
        key(name)
        value(number)
    }

    /// Writes a member with a truth value.
    public mutating func member(_ name: String, _ flag: Bool) {
        key(name)
        value(flag)
    }

    /// Writes a member with a text that is plain ASCII without anything to escape, which is not looked at.
    public mutating func member(_ name: String, plain text: [UInt8]) {
        key(name)
        separate()
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: text)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes the name of a member, whose value must be written next.
    public mutating func key(_ name: String) {
        separate()
        quoted(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    // MARK: Values

    /// Writes a text.
    public mutating func value(_ text: String) {
        separate()
        quoted(text)
    }

    /// Writes a number, `null` for what is none; one without a fraction as a whole one.
    public mutating func value(_ number: Double) {
        if let whole = Int64(exactly: number) {
            plain(whole.description)
        } else {
            plain(number.isFinite ? number.description : "null")
        }
    }

    /// Writes a whole number.
    public mutating func value(_ number: Int) { plain(number.description) }

    /// Writes a truth value.
    public mutating func value(_ flag: Bool) { plain(flag ? "true" : "false") }

    /// Writes `null`.
    public mutating func null() { plain("null") }

    /// Writes a tree, the members of objects in the order of their names.
    public mutating func value(tree: JSONValue) {
        switch tree {
        case .null: null()
        case .flag(let flag): value(flag)
        case .whole(let number): plain(number.description)
        case .number(let number): value(number)
        case .text(let text): value(text)
        case .list(let elements):
            list { list in
                for element in elements { list.value(tree: element) }
            }
        case .object(let members):
            object { object in
                for (name, member) in members.sorted(by: { $0.key < $1.key }) {
                    object.key(name)
                    object.value(tree: member)
                }
            }
        }
    }

    /// Ends a text of JSON with a line feed; another one may follow.
    public mutating func newLine() {
        bytes.append(UInt8(ascii: "\n"))
        needsComma = false
    }

    // MARK: Bytes

    private mutating func plain(_ text: String) {
        separate()
        bytes.append(contentsOf: text.utf8)
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

    /// Escapes what RFC 8259 section 7 demands, and 0x7F, which a terminal would act on.
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
        guard Self.mustEscape(byte) else {
            bytes.append(byte)
            return
        }
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        default:
            bytes.append(contentsOf: "u00".utf8)
            bytes.append(Self.digit(byte >> 4))
            bytes.append(Self.digit(byte & 15))
        }
    }

    private static func mustEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == 0x7F
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
