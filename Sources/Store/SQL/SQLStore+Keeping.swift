public import Audit
public import Foundation

extension SQLStore: KeyVault {
    /// Reads a secret, sealed in the database; makes it when there is none.
    public func value(
        named name: String, makeIfMissing: @Sendable () -> Data
    ) async throws(StoreError) -> Data {
        let scope = "secret \(name)"
        if let row = try await database.read(Statements.secret, [.text(name)]).first {
            return try sealer.open(try row.bytes(0), scope: scope, label: "")
        }
        let made = try sealer.seal(makeIfMissing(), scope: scope, label: "")
        let kept = try await database.transaction { transaction throws(StoreError) in
            _ = try transaction.write(Statements.insertSecret, [.text(name), .bytes(made)])
            let rows = try transaction.read(Statements.secret, [.text(name)])
            return try rows.first?.bytes(0) ?? made
        }
        return try sealer.open(kept, scope: scope, label: "")
    }
}

extension SQLStore: AuditStore {
    /// Appends a record to the chain.
    public func append(_ entry: AuditEntry) async throws(StoreError) -> AuditRecord {
        try await auditLane.append(entry)
    }

    /// Reads records in their order.
    public func records(after sequence: Int, limit: Int) async throws(StoreError) -> [AuditRecord] {
        let rows = try await database.read(Statements.audit, [.number(sequence), .number(max(0, limit))])
        return try rows.map(Self.record)
    }

    static func record(_ row: SQLRow) throws(StoreError) -> AuditRecord {
        let entry = AuditEntry(
            time: try row.time(1), kind: try row.text(2), subject: try row.optionalText(3),
            reference: try row.optionalText(4), details: try row.text(5))
        return AuditRecord(
            sequence: try row.number(0), entry: entry, previousHash: try row.text(6), hash: try row.text(7))
    }
}
