/// Gathers the bytes of a text.
struct XMLTextCollector {
    private var bytes: [UInt8] = []

    var isEmpty: Bool { bytes.isEmpty }
    var text: String { String(decoding: bytes, as: UTF8.self) }

    mutating func append(_ byte: UInt8) { bytes.append(byte) }

    mutating func append(_ scalar: Unicode.Scalar) { bytes += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter }

    mutating func take() -> String {
        defer { bytes.removeAll(keepingCapacity: true) }
        return text
    }
}

extension XMLReader {
    var current: UInt8? { byte(at: position) }

    func byte(at index: Int) -> UInt8? { index < bytes.count ? bytes[index] : nil }

    func has(_ literal: StaticString) -> Bool {
        let count = literal.utf8CodeUnitCount
        guard position + count <= bytes.count else { return false }
        return literal.withUTF8Buffer { buffer in
            buffer.indices.allSatisfy { buffer[$0] == bytes[position + $0] }
        }
    }

    mutating func skip(_ literal: StaticString) -> Bool {
        guard has(literal) else { return false }
        position += literal.utf8CodeUnitCount
        return true
    }

    mutating func skipSpace() {
        while let byte = current, Self.isSpace(byte) { position += 1 }
    }

    /// Reads a name; those of TwiML are ASCII.
    ///
    /// A fault is found at `offset`, where what it names begins, or here if that is nil.
    mutating func name(_ what: String, of offset: Int? = nil) throws(TwiMLFault) -> String {
        let start = position
        while let byte = current, Self.isNameByte(byte) { position += 1 }
        guard let first = byte(at: start), position > start, Self.isNameStart(first) else {
            throw fault(
                "the name of \(what) is missing here", mend: "a < that is no tag is written &lt;", at: offset ?? start)
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// Takes one byte of text, or the reference that begins with it.
    mutating func collect(
        _ byte: UInt8, into text: inout XMLTextCollector, isAttribute: Bool
    ) throws(TwiMLFault) {
        if byte == UInt8(ascii: "&") {
            text.append(try reference())
            return
        }
        try checkScalar()
        text.append(isAttribute && Self.isSpace(byte) ? UInt8(ascii: " ") : byte)
        position += 1
    }

    /// Refuses what XML cannot hold; the bytes are UTF-8 already, since they come from a `String`.
    func checkScalar() throws(TwiMLFault) {
        let byte = bytes[position]
        let isControl = byte < 0x20 && !Self.isSpace(byte)
        let isNoncharacter =
            byte == 0xEF && self.byte(at: position + 1) == 0xBF && (self.byte(at: position + 2) ?? 0) >= 0xBE
        guard !isControl, !isNoncharacter else {
            throw fault("a character that XML cannot hold", mend: "remove it")
        }
    }

    private mutating func reference() throws(TwiMLFault) -> Unicode.Scalar {
        let start = position
        position += 1
        let nameStart = position
        while let byte = current, byte != UInt8(ascii: ";"), position - nameStart < 10 { position += 1 }
        let name = String(decoding: bytes[nameStart..<position], as: UTF8.self)
        guard skip(";"), let scalar = Self.scalar(named: name), XMLText.isAllowed(scalar) else {
            throw fault("& begins no reference here", mend: "write &amp; for an ampersand", at: start)
        }
        return scalar
    }

    private static func scalar(named name: String) -> Unicode.Scalar? {
        switch name {
        case "lt": return "<"
        case "gt": return ">"
        case "amp": return "&"
        case "quot": return "\""
        case "apos": return "'"
        default: break
        }
        let digits = name.hasPrefix("#x") ? name.dropFirst(2) : name.dropFirst()
        guard name.hasPrefix("#"), digits.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }) else {
            return nil
        }
        return UInt32(digits, radix: name.hasPrefix("#x") ? 16 : 10).flatMap(Unicode.Scalar.init)
    }

    static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D
    }

    private static func isNameStart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
        default: false
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ":"): true
        default: isNameStart(byte)
        }
    }

    func fault(_ message: String, mend: String, at offset: Int? = nil) -> TwiMLFault {
        TwiMLFault(message, mend: mend, at: offset ?? position, in: bytes)
    }
}
