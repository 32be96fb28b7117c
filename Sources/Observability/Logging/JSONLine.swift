/// Builds a JSON object on one line.
struct JSONLine {
    private var bytes: [UInt8] = [UInt8(ascii: "{")]

    init() { bytes.reserveCapacity(256) }

    /// Adds a field; a key must not be added twice.
    mutating func add(_ key: String, _ value: String) {
        begin(key)
        append(quoted: value)
    }

    /// Adds a field of plain ASCII without anything to escape.
    mutating func add(_ key: String, plain value: [UInt8]) {
        begin(key)
        bytes.append(UInt8(ascii: "\""))
        bytes += value
        bytes.append(UInt8(ascii: "\""))
    }

    /// Adds a field that is an array or an object.
    mutating func add(_ key: String, _ value: JSONValue) {
        begin(key)
        append(value)
    }

    /// The line, with its line feed.
    consuming func finished() -> [UInt8] {
        bytes.append(UInt8(ascii: "}"))
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    private mutating func begin(_ key: String) {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
        append(quoted: key)
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func append(_ value: JSONValue) {
        switch value {
        case .string(let text):
            append(quoted: text)
        case .array(let values):
            bytes.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                append(value)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let fields):
            bytes.append(UInt8(ascii: "{"))
            for (index, field) in fields.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                append(quoted: field.key)
                bytes.append(UInt8(ascii: ":"))
                append(field.value)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    /// Escapes as RFC 8259, section 7, asks.
    private mutating func append(quoted text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0x0A: bytes += "\\n".utf8
            case 0x0D: bytes += "\\r".utf8
            case 0x09: bytes += "\\t".utf8
            case 0x00..<0x20, 0x7F:
                bytes += "\\u00".utf8
                bytes.append(Self.hexDigits[Int(byte >> 4)])
                bytes.append(Self.hexDigits[Int(byte & 15)])
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static let hexDigits = Array("0123456789abcdef".utf8)
}

/// What a field may hold.
indirect enum JSONValue {
    case string(String)
    case array([JSONValue])
    case object([(key: String, value: JSONValue)])
}
