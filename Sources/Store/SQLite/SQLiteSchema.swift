import GRDB

/// Brings the tables in SQLite up to date.
enum SQLiteSchema {
    static let migrations = Schema.migrations.map { (name: $0.name, sql: $0.sql(for: .sqlite)) }

    /// Applies what is missing.
    ///
    /// - Throws: ``StoreError`` with ``StoreError/Code/newerSchema`` when the database knows more than this program;
    ///   otherwise what GRDB throws.
    static func bringUpToDate(_ pool: DatabasePool, _ migrations: [(name: String, sql: String)] = Self.migrations)
        throws
    {
        var migrator = DatabaseMigrator()
        for (name, sql) in migrations {
            migrator.registerMigration(name) { database in try database.execute(sql: sql) }
        }
        let known = Set(migrations.map(\.name))
        var applied: Set<String> = []
        while true {
            applied = try pool.read(migrator.appliedIdentifiers)
            if let unknown = applied.subtracting(known).max() {
                throw StoreError(
                    .newerSchema,
                    "the database was changed by a newer version of the program (\(unknown)); run that version, "
                        + "or restore a backup from before it")
            }
            // A database that cannot be written is still good for reading.
            if applied == known { return }
            do {
                try migrator.migrate(pool)
            } catch {
                // Another process that starts at the same time may have been first with a migration.
                let now = try pool.read(migrator.appliedIdentifiers)
                guard now.count > applied.count else { throw error }
            }
        }
    }
}
