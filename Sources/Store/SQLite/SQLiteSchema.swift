import GRDB

/// The tables in SQLite.
///
/// Migrations are only ever appended, and never changed once released.
enum SQLiteSchema {
    static let migrations: [(name: String, sql: String)] = [
        ("0001-calls", calls), ("0002-failures", failures), ("0003-secrets", secrets), ("0004-audit", audit),
    ]

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

    private static let calls = """
        CREATE TABLE calls (
          id TEXT NOT NULL PRIMARY KEY,
          version INTEGER NOT NULL,
          state BLOB NOT NULL,
          claim_owner TEXT,
          claim_until INTEGER,
          updated_at INTEGER NOT NULL,
          expires_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX calls_by_expiry ON calls (expires_at);
        CREATE TABLE answers (
          call_id TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
          version INTEGER NOT NULL,
          sealed BLOB NOT NULL,
          PRIMARY KEY (call_id, version)
        ) STRICT;
        CREATE TABLE leases (
          call_id TEXT NOT NULL PRIMARY KEY,
          owner TEXT NOT NULL,
          expires_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX leases_by_expiry ON leases (expires_at);
        """

    private static let failures = """
        CREATE TABLE failures (
          id INTEGER NOT NULL PRIMARY KEY,
          user_id TEXT NOT NULL,
          failed_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX failures_by_user ON failures (user_id, failed_at);
        CREATE INDEX failures_by_time ON failures (failed_at);
        """

    private static let secrets = """
        CREATE TABLE meta (name TEXT NOT NULL PRIMARY KEY, content BLOB NOT NULL) STRICT;
        CREATE TABLE secrets (name TEXT NOT NULL PRIMARY KEY, sealed BLOB NOT NULL) STRICT;
        """

    /// The first trigger is there for `REPLACE`, which deletes without asking the others.
    private static let audit = """
        CREATE TABLE audit (
          sequence INTEGER NOT NULL PRIMARY KEY,
          recorded_at INTEGER NOT NULL,
          kind TEXT NOT NULL,
          subject TEXT,
          reference TEXT,
          details TEXT NOT NULL,
          previous_hash TEXT NOT NULL,
          hash TEXT NOT NULL
        ) STRICT;
        CREATE TRIGGER audit_only_grows BEFORE INSERT ON audit
        WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM audit)
        BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
        CREATE TRIGGER audit_keeps_records BEFORE DELETE ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
        CREATE TRIGGER audit_keeps_words BEFORE UPDATE ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
        """
}
