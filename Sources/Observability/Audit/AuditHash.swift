/// A SHA-256 hash, as 64 hexadecimal digits.
public struct AuditHash: Hashable, Sendable, CustomStringConvertible {
    /// The hash in lower-case hexadecimal.
    public let hex: String

    /// What the first record of a trail has for a predecessor.
    public static let none = AuditHash(bytes: Array(repeating: 0, count: 32))

    /// Reads a hash that was stored; nil when it is none.
    public init?(hex: String) {
        let isHash =
            hex.utf8.count == 64
            && hex.utf8.allSatisfy { byte in
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
            }
        guard isHash else { return nil }
        self.hex = hex
    }

    init(bytes: some Sequence<UInt8>) { hex = Hexadecimal.text(bytes) }

    /// The hash in hexadecimal.
    public var description: String { hex }
}

/// Writes bytes in lower-case hexadecimal.
enum Hexadecimal {
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
