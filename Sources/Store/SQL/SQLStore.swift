import Foundation

/// Keeps everything in a SQL database; see ``openSQLite(at:key:)``.
///
/// A call's state and its answers, messages with codes, and jobs are sealed with the data key: they cannot be read, changed
/// or put in another one's place by who has only the database. Numbers are kept as pseudonyms besides. Every method that throws throws ``StoreError``.
public struct SQLStore: Sendable {
    let database: any SQLDatabase
    let sealer: DataSealer
    let pseudonyms: Pseudonyms
    let auditLane: AuditLane

    /// Checks that the key is the one that the database was written with, and marks a new database with it.
    ///
    /// - Throws: ``StoreError`` with ``StoreError/Code/wrongKey``.
    init(database: any SQLDatabase, key: DataKey) async throws(StoreError) {
        self.database = database
        sealer = DataSealer(key: key)
        pseudonyms = Pseudonyms(key: key)
        auditLane = AuditLane(database)
        try await checkKey()
    }

    /// Ends all work; what comes later throws ``StoreError/Code/closed``.
    public func close() async {
        await database.close()
    }

    private func checkKey() async throws(StoreError) {
        let mark = try await canary()
        do {
            _ = try sealer.open(mark, scope: Self.canary, label: "")
        } catch {
            throw StoreError(
                .wrongKey,
                "the database was written with another data key; give the old DATA_KEY or key file back, "
                    + "or begin with a new database",
                cause: error)
        }
    }

    private func canary() async throws(StoreError) -> Data {
        if let row = try await database.read(Statements.mark, [.text(Self.canary)]).first { return try row.bytes(0) }
        let mark = try sealer.seal(Data(Self.canary.utf8), scope: Self.canary, label: "")
        return try await database.transaction { transaction throws(StoreError) in
            _ = try transaction.write(Statements.insertMark, [.text(Self.canary), .bytes(mark)])
            // Another instance may have been first, with another key.
            let rows = try transaction.read(Statements.mark, [.text(Self.canary)])
            return try rows.first?.bytes(0) ?? mark
        }
    }

    private static let canary = "data-key"
}

extension SQLStore: HealthProbe {
    /// Tries a tiny write.
    public func isWritable() async -> Writability {
        do {
            // Something else each time: SQLite writes nothing where a row stays as it is, and a full disk would not show.
            let mark = Data((0..<8).map { _ in UInt8.random(in: .min ... .max) })
            _ = try await database.write(Statements.writeMark, [.text("probe"), .bytes(mark)])
            return .writable
        } catch {
            return .refused(error)
        }
    }
}
