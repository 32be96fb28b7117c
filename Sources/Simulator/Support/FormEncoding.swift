/// A name and a value of a form, decoded.
public struct FormField: Sendable, Hashable {
    /// The name, decoded.
    public var name: String

    /// The value, decoded.
    public var value: String

    /// Makes a field.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// The encoding `application/x-www-form-urlencoded`, as the URL standard defines it.
enum FormEncoding {
    /// Writes fields as a form or a query.
    static func encode(_ fields: [FormField]) -> String {
        fields.map { "\(escape($0.name))=\(escape($0.value))" }.joined(separator: "&")
    }

    /// Reads a form or a query.
    ///
    /// - Returns: The fields in their order; `nil` when an escape is malformed or the text is not UTF-8.
    static func decode(_ text: String) -> [FormField]? {
        var fields: [FormField] = []
        for part in text.split(separator: "&") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = unescape(pair[0]), let value = unescape(pair.count > 1 ? pair[1] : "") else { return nil }
            fields.append(FormField(name, value))
        }
        return fields
    }

    private static func escape(_ text: String) -> String {
        var escaped = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "*"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"):
                escaped.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: " "):
                escaped.append("+")
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                escaped.append(digits.count == 1 ? "%0\(digits)" : "%\(digits)")
            }
        }
        return escaped
    }

    static func unescape(_ text: Substring, plusIsSpace: Bool = true) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+") where plusIsSpace:
                bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(hexDigit), let low = rest.popFirst().flatMap(hexDigit) else {
                    return nil
                }
                bytes.append(high << 4 | low)
            default:
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        UInt8(exactly: Character(Unicode.Scalar(byte)).hexDigitValue ?? -1)
    }
}

extension [FormField] {
    /// The value of the first field of a name.
    subscript(name: String) -> String? { first { $0.name == name }?.value }
}
