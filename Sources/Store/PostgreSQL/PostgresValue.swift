import CLibPQ
import Foundation

/// How values travel: in PostgreSQL's binary form, in which nothing needs to be quoted.
enum PostgresType {
    static let unknown: Oid = 0
    static let bool: Oid = 16
    static let bytes: Oid = 17
    static let int8: Oid = 20
    static let int2: Oid = 21
    static let int4: Oid = 23
    static let text: Oid = 25
    static let numeric: Oid = 1700
    static let texts: Set<Oid> = [19, 25, 1042, 1043]
}

extension SQLValue {
    /// The type that the server is told; for NULL it finds one out.
    var postgresType: Oid {
        switch self {
        case .null: PostgresType.unknown
        case .integer: PostgresType.int8
        case .text: PostgresType.text
        case .bytes: PostgresType.bytes
        }
    }

    /// Appends the value in binary form.
    ///
    /// - Returns: How many bytes that took; nil for NULL.
    func append(to bytes: inout [UInt8]) -> Int? {
        let before = bytes.count
        switch self {
        case .null: return nil
        case .integer(let number): withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
        case .text(let text): bytes.append(contentsOf: Self.storable(text).utf8)
        case .bytes(let data): bytes.append(contentsOf: data)
        }
        return bytes.count - before
    }

    /// Reads a value in binary form.
    ///
    /// - Returns: nil for a type that no column and no function of ours has.
    init?(postgres type: Oid, _ bytes: UnsafeRawBufferPointer) {
        switch type {
        case PostgresType.bytes: self = .bytes(Data(bytes))
        case PostgresType.int8, PostgresType.int4, PostgresType.int2: self = .integer(Self.number(bytes))
        case PostgresType.bool: self = .integer(bytes.first == 0 ? 0 : 1)
        case PostgresType.numeric:
            guard let number = Self.numeric(bytes) else { return nil }
            self = .integer(number)
        case _ where PostgresType.texts.contains(type): self = .text(String(decoding: bytes, as: UTF8.self))
        default: return nil
        }
    }

    private static func number(_ bytes: some Sequence<UInt8>) -> Int64 {
        var iterator = bytes.makeIterator()
        guard let first = iterator.next() else { return 0 }
        var number = Int64(Int8(bitPattern: first))
        while let byte = iterator.next() { number = number << 8 | Int64(byte) }
        return number
    }

    /// What `sum` gives: a whole number in digits of base 10,000 after their count, weight, sign and scale.
    private static func numeric(_ bytes: UnsafeRawBufferPointer) -> Int64? {
        guard bytes.count >= 8 else { return nil }
        let words = stride(from: 0, to: bytes.count - 1, by: 2).map { number(bytes[$0..<$0 + 2]) }
        let (weight, isNegative) = (words[1], words[2] != 0)
        var total: Int64 = 0
        for place in 0..<max(0, weight + 1) {
            let digit = Int(place) + 4 < words.count ? words[Int(place) + 4] : 0
            let (shifted, isTooLarge) = total.multipliedReportingOverflow(by: 10_000)
            let (sum, isOver) = shifted.addingReportingOverflow(digit)
            guard !isTooLarge, !isOver else { return nil }
            total = sum
        }
        return isNegative ? -total : total
    }
}
