import Crypto
public import Foundation

/// What an auditor will ask for: who did what, when, in which call.
public struct AuditEntry: Hashable, Sendable {
    /// When it happened, in milliseconds since 1970: what is stored and hashed.
    public let milliseconds: Int64
    /// What happened, from a closed vocabulary: `callerVerified`.
    public let kind: String
    /// Whom it concerns, such as Okta's id of a user; nil when nobody is known.
    public let actor: String?
    /// The call or the event that it happened in.
    public let reference: String?
    /// What else is to be known; never a number, a code or a name.
    public let details: [String: String]

    /// When it happened.
    public var time: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }

    /// Notes what happened.
    public init(time: Date, kind: String, actor: String?, reference: String?, details: [String: String] = [:]) {
        let milliseconds = (time.timeIntervalSince1970 * 1000).rounded()
        self.init(
            milliseconds: Int64(exactly: milliseconds) ?? 0, kind: kind, actor: actor, reference: reference,
            details: details)
    }

    /// Reads what was stored.
    public init(milliseconds: Int64, kind: String, actor: String?, reference: String?, details: [String: String]) {
        self.milliseconds = milliseconds
        self.kind = kind
        self.actor = actor
        self.reference = reference
        self.details = details
    }
}

/// The end of a trail: what the next record is linked to.
public struct AuditLink: Hashable, Sendable {
    /// The number of the last record.
    public let sequence: Int64
    /// Its hash.
    public let hash: AuditHash

    /// Names the end of a trail.
    public init(sequence: Int64, hash: AuditHash) {
        self.sequence = sequence
        self.hash = hash
    }
}

/// One record of the audit trail, linked to the one before by its hash.
public struct AuditRecord: Hashable, Sendable {
    /// The place in the trail; the first record has 1.
    public let sequence: Int64
    /// What happened.
    public let entry: AuditEntry
    /// The hash of the record before; ``AuditHash/none`` for the first.
    public let previousHash: AuditHash
    /// The hash of this record.
    public let hash: AuditHash

    /// Reads a record that was stored, whether or not it is sound: ``AuditChain/verify(_:after:)`` says that.
    public init(sequence: Int64, entry: AuditEntry, previousHash: AuditHash, hash: AuditHash) {
        self.sequence = sequence
        self.entry = entry
        self.previousHash = previousHash
        self.hash = hash
    }

    /// The trail's end, when this record is the last.
    public var link: AuditLink { AuditLink(sequence: sequence, hash: hash) }

    /// The hash that the other fields give.
    ///
    /// SHA-256 over these, in this order, so that anybody can check it. A number is 8 bytes, big-endian; a text is
    /// the number of its UTF-8 bytes, then these; a text that may be missing is the byte 0 when it is, or 1 and the
    /// text.
    ///
    /// 1. the text `voicegate-audit-1`
    /// 2. `sequence`
    /// 3. the time in milliseconds since 1970, UTC
    /// 4. `kind`
    /// 5. `actor`, may be missing
    /// 6. `reference`, may be missing
    /// 7. the number of details, then the name and the value of each, sorted by the bytes of the names
    /// 8. `previousHash` as text, 64 hexadecimal digits
    var expectedHash: AuditHash {
        var encoding = CanonicalEncoding()
        encoding.append("voicegate-audit-1")
        encoding.append(sequence)
        encoding.append(entry.milliseconds)
        encoding.append(entry.kind)
        encoding.append(optional: entry.actor)
        encoding.append(optional: entry.reference)
        encoding.append(Int64(entry.details.count))
        for (name, value) in entry.details.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            encoding.append(name)
            encoding.append(value)
        }
        encoding.append(previousHash.hex)
        return AuditHash(bytes: SHA256.hash(data: encoding.bytes))
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
