public import Audit

/// Keeps what an auditor will ask for: records can be appended and read, never changed or removed.
public protocol AuditStore: Sendable {
    /// Appends a record to the chain.
    ///
    /// The number and the hash of the last record are read and the new one is written in one transaction, so that the
    /// chain has neither gaps nor forks.
    ///
    /// - Parameter entry: What happened.
    /// - Returns: The record as it stands.
    /// - Throws: ``StoreError``.
    func append(_ entry: AuditEntry) async throws -> AuditRecord

    /// Reads records in their order.
    ///
    /// - Parameters:
    ///   - sequence: The number of the last record that is known already; 0 for all.
    ///   - limit: How many at most.
    /// - Returns: The records after that one, in order.
    /// - Throws: ``StoreError``.
    func records(after sequence: Int, limit: Int) async throws -> [AuditRecord]
}
