import Crypto
import Foundation

/// One record of the audit trail, linked to the one before by its hash.
public struct AuditRecord: Sendable, Hashable {
    /// The place in the trail: counts from 1, without gaps.
    public let sequence: Int
    /// What happened.
    public let entry: AuditEntry
    /// The hash of the record before; empty for the first.
    public let previousHash: String
    /// The hash of this record, 64 lower-case hexadecimal digits.
    public let hash: String

    /// Makes the next record of a trail.
    ///
    /// Two records must not be made after the same end, so read the end and store the record in one transaction.
    ///
    /// - Parameters:
    ///   - entry: What happened.
    ///   - end: The end of the trail; nil for the first record.
    public init(_ entry: AuditEntry, after end: AuditLink?) {
        sequence = (end?.sequence ?? 0) + 1
        self.entry = entry
        previousHash = end?.hash ?? ""
        hash = Self.hash(sequence, entry, previousHash)
    }

    /// Reads a record that was stored, whether or not it is sound: ``AuditVerifier`` says that.
    public init(sequence: Int, entry: AuditEntry, previousHash: String, hash: String) {
        self.sequence = sequence
        self.entry = entry
        self.previousHash = previousHash
        self.hash = hash
    }

    /// The trail's end, when this record is the last.
    public var link: AuditLink { AuditLink(sequence: sequence, hash: hash) }

    /// The hash that the other fields give.
    var expectedHash: String { Self.hash(sequence, entry, previousHash) }

    /// SHA-256 over these, in this order, so that anybody can check it.
    ///
    /// A number is 8 bytes, big-endian; a text is the number of its UTF-8 bytes, then these; a text that may be missing
    /// is the byte 0 when it is, or 1 and the text.
    ///
    /// 1. the text `voicegate-audit-1`
    /// 2. `sequence`
    /// 3. the time in milliseconds since 1970, UTC
    /// 4. `kind`
    /// 5. `subject`, may be missing
    /// 6. `reference`, may be missing
    /// 7. the number 1, the text `json`, the text `details`
    /// 8. the text `previousHash`; of the first record 64 times the digit 0
    private static func hash(_ sequence: Int, _ entry: AuditEntry, _ previousHash: String) -> String {
        var encoding = CanonicalEncoding()
        encoding.append("voicegate-audit-1")
        encoding.append(Int64(sequence))
        encoding.append(entry.milliseconds)
        encoding.append(entry.kind)
        encoding.append(optional: entry.subject)
        encoding.append(optional: entry.reference)
        encoding.append(1)
        encoding.append("json")
        encoding.append(entry.details)
        encoding.append(previousHash.isEmpty ? String(repeating: "0", count: 64) : previousHash)
        return hexadecimal(SHA256.hash(data: encoding.bytes))
    }

    private static func hexadecimal(_ bytes: SHA256.Digest) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}

/// Bytes in which no two different records are the same: every field tells its length.
private struct CanonicalEncoding {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ number: Int64) {
        withUnsafeBytes(of: number.bigEndian) { bytes += $0 }
    }

    mutating func append(_ text: String) {
        append(Int64(text.utf8.count))
        bytes += text.utf8
    }

    mutating func append(optional text: String?) {
        bytes.append(text == nil ? 0 : 1)
        if let text { append(text) }
    }
}
