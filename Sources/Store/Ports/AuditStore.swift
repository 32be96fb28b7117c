public import Foundation

/// Keeps what an auditor will ask for: records can be appended and read, never changed or removed.
public protocol AuditStore: Sendable {
    /// Appends a record to the chain.
    ///
    /// The number and the hash of the last record are read and the new one is written in one transaction, so that the
    /// chain has neither gaps nor forks.
    ///
    /// - Parameters:
    ///   - entry: What happened.
    ///   - hash: Hashes the record; it is called inside the transaction, perhaps more than once.
    /// - Returns: The record as it stands.
    /// - Throws: ``StoreError``.
    func append(_ entry: AuditEntry, hash: @escaping AuditHash) async throws -> AuditRecord

    /// Reads records in their order.
    ///
    /// - Parameters:
    ///   - sequence: The number of the last record that is known already; 0 for all.
    ///   - limit: How many at most.
    /// - Returns: The records after that one, in order.
    /// - Throws: ``StoreError``.
    func records(after sequence: Int, limit: Int) async throws -> [AuditRecord]
}

/// Computes the hash of a record from its number, its entry and the hash of the record before (empty for the first).
public typealias AuditHash =
    @Sendable (_ sequence: Int, _ entry: AuditEntry, _ previousHash: String) -> String

/// Something that happened, for the audit trail.
public struct AuditEntry: Sendable, Equatable, Codable {
    /// When it happened, in whole milliseconds: it is read back as it was hashed.
    public let time: Date
    /// What happened, a word of a closed set.
    public let kind: String
    /// Whom it concerns, such as Okta's id of a user.
    public let subject: String?
    /// Where it happened, such as a `CallSid`.
    public let reference: String?
    /// The particulars, a JSON object without any code or number.
    public let details: String

    /// - Parameters:
    ///   - time: When it happened; rounded to milliseconds.
    ///   - kind: What happened.
    ///   - subject: Whom it concerns.
    ///   - reference: Where it happened.
    ///   - details: A JSON object.
    public init(time: Date, kind: String, subject: String? = nil, reference: String? = nil, details: String = "{}") {
        self.time = Date(storedMilliseconds: time.storedMilliseconds)
        self.kind = kind
        self.subject = subject
        self.reference = reference
        self.details = details
    }
}

/// One link of the audit trail.
public struct AuditRecord: Sendable, Equatable, Codable {
    /// Counts the records from 1, without gaps.
    public let sequence: Int
    /// What happened.
    public let entry: AuditEntry
    /// The hash of the record before; empty for the first.
    public let previousHash: String
    /// What the hasher made of the three above.
    public let hash: String

    /// Makes a record as it stands; it is checked nowhere here.
    public init(sequence: Int, entry: AuditEntry, previousHash: String, hash: String) {
        self.sequence = sequence
        self.entry = entry
        self.previousHash = previousHash
        self.hash = hash
    }
}
