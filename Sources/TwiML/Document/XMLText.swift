import Mustache

/// Text in XML 1.0.
public enum XMLText {
    /// Makes a text stand for itself in character data and in quoted attributes.
    ///
    /// Works on scalars, not on characters: `<` with an accent combined onto it is still a `<` for a reader of XML. What
    /// XML cannot hold at all is left out (https://www.w3.org/TR/xml/#charsets).
    public static func escape(_ text: String) -> String {
        guard text.utf8.contains(where: isNotable) else { return text }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + 32)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": bytes += "&lt;".utf8
            case ">": bytes += "&gt;".utf8
            case "&": bytes += "&amp;".utf8
            case "\"": bytes += "&quot;".utf8
            case "'": bytes += "&#39;".utf8
            default: if isAllowed(scalar) { bytes += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Says whether XML 1.0 may hold a scalar.
    static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }

    /// Says whether a byte is, or may begin, something that is not written as it is.
    private static func isNotable(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"), UInt8(ascii: "\""), UInt8(ascii: "'"): true
        // U+FFFE and U+FFFF begin with 0xEF.
        case 0..<0x20, 0xEF: true
        default: false
        }
    }
}

/// Escaping as Mustache calls it.
///
/// Its own HTML escaping goes by characters and lets control characters through.
struct XMLContentType: MustacheContentType {
    /// What switches it on in a template; registered the first time that it is asked for.
    static let pragma: String = {
        MustacheContentTypes.register(XMLContentType(), named: "XML")
        return "{{% CONTENT_TYPE:XML}}"
    }()

    func escapeText(_ text: String) -> String { XMLText.escape(text) }
}
