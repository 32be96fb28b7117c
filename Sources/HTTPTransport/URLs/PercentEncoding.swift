/// Percent-encoding of single values (RFC 3986, 2.1).
public enum PercentEncoding {
    /// Escapes everything but the unreserved characters, so that the text can stand in a path segment, a query's value
    /// or a form: a `+` that is left alone would be read as a space.
    public static func encode(_ text: String) -> String { encode(text.utf8, keeping: isUnreserved) }

    /// Escapes every byte that a rule does not keep.
    public static func encode(_ bytes: some Sequence<UInt8>, keeping isKept: (UInt8) -> Bool) -> String {
        var encoded: [UInt8] = []
        for byte in bytes {
            if isKept(byte) {
                encoded.append(byte)
            } else {
                encoded.append(UInt8(ascii: "%"))
                encoded.append(digit(byte >> 4))
                encoded.append(digit(byte & 15))
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    /// Says whether a byte is one of `A-Z a-z 0-9 - . _ ~` (RFC 3986, 2.3).
    public static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }
}
