import Foundation

/// Writes values one after the other, without names; ``CompactReader`` reads them in the same order.
struct CompactWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write(_ number: Int) {
        // LEB128 of the zigzag form: small numbers take one byte.
        var rest = UInt64(bitPattern: Int64((number << 1) ^ (number >> 63)))
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func write(_ flag: Bool) { bytes.append(flag ? 1 : 0) }

    mutating func write(_ text: String) {
        write(text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }

    mutating func write(_ date: Date) {
        withUnsafeBytes(of: date.timeIntervalSinceReferenceDate.bitPattern.littleEndian) {
            bytes.append(contentsOf: $0)
        }
    }

    mutating func write<Word: RawRepresentable>(_ word: Word) where Word.RawValue == String { write(word.rawValue) }

    /// Writes whether there is a value, then the value.
    mutating func write<Value>(optional value: Value?, _ body: (inout CompactWriter, Value) -> Void) {
        write(value != nil)
        if let value { body(&self, value) }
    }
}

/// Reads what ``CompactWriter`` wrote.
struct CompactReader {
    private let bytes: [UInt8]
    private var next: Int

    init(_ bytes: [UInt8], from start: Int = 0) {
        self.bytes = bytes
        next = start
    }

    var isAtEnd: Bool { next == bytes.count }

    mutating func number() throws(CompactFault) -> Int {
        var value: UInt64 = 0
        for shift in stride(from: 0, to: 64, by: 7) {
            let byte = try byte()
            value |= UInt64(byte & 0x7F) << UInt64(shift)
            if byte < 0x80 { return Int(Int64(bitPattern: (value >> 1)) ^ -Int64(bitPattern: value & 1)) }
        }
        throw CompactFault()
    }

    mutating func flag() throws(CompactFault) -> Bool {
        switch try byte() {
        case 0: false
        case 1: true
        default: throw CompactFault()
        }
    }

    mutating func text() throws(CompactFault) -> String {
        let count = try number()
        guard count >= 0, count <= bytes.count - next,
            let text = String(validating: bytes[next..<next + count], as: UTF8.self)
        else { throw CompactFault() }
        next += count
        return text
    }

    mutating func date() throws(CompactFault) -> Date {
        var pattern: UInt64 = 0
        for shift in stride(from: 0, to: 64, by: 8) { pattern |= UInt64(try byte()) << UInt64(shift) }
        return Date(timeIntervalSinceReferenceDate: Double(bitPattern: pattern))
    }

    mutating func word<Word: RawRepresentable>(_ type: Word.Type) throws(CompactFault) -> Word
    where Word.RawValue == String {
        guard let word = Word(rawValue: try text()) else { throw CompactFault() }
        return word
    }

    mutating func optional<Value>(
        _ body: (inout CompactReader) throws(CompactFault) -> Value
    ) throws(CompactFault) -> Value? {
        try flag() ? try body(&self) : nil
    }

    private mutating func byte() throws(CompactFault) -> UInt8 {
        guard next < bytes.count else { throw CompactFault() }
        defer { next += 1 }
        return bytes[next]
    }
}

/// The bytes are not what this version of the program writes.
struct CompactFault: Error {}
