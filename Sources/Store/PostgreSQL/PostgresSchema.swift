import Foundation

/// Brings the tables in PostgreSQL up to date.
///
/// Instances that start at once take turns by an advisory lock. The kin of PostgreSQL may lack it, or have it without
/// effect; there the turn goes to who first writes a step's name, in the transaction of the step: another one's waits
/// for it, is refused, and looks again.
struct PostgresSchema {
    /// A migration as PostgreSQL gets it.
    struct Step: Sendable {
        let name: String
        let sql: String
        /// Whether a database may do without: it lacks what the step needs.
        var isOptional = false
    }

    private let link: PostgresLink
    private let steps: [Step]
    private let deadline: ContinuousClock.Instant
    /// What the database cannot do, and may do without.
    private var skipped: Set<String> = []

    init(_ link: PostgresLink, steps: [Step], deadline: ContinuousClock.Instant) {
        self.link = link
        self.steps = steps
        self.deadline = deadline
    }

    static let steps = Schema.migrations.flatMap { migration in
        [Step(name: migration.name, sql: migration.sql(for: .postgres))]
            + (migration.name == Schema.audit.name ? [auditGuard] : [])
    }

    /// Keeps the audit trail append-only.
    ///
    /// A step of its own, since CockroachDB has no triggers for statements
    /// (https://www.cockroachlabs.com/docs/stable/triggers), and TRUNCATE has no others.
    private static let auditGuard = Step(
        name: "0004-audit-guard",
        sql: """
            CREATE FUNCTION voicegate_refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$;
            CREATE TRIGGER audit_keeps_records BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
            FOR EACH STATEMENT EXECUTE FUNCTION voicegate_refuse_audit_change();
            CREATE FUNCTION voicegate_check_audit_order() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF NEW.sequence <> (SELECT coalesce(max(sequence), 0) + 1 FROM audit) THEN
                RAISE EXCEPTION 'the audit trail is append-only';
              END IF;
              RETURN NEW;
            END $$;
            CREATE TRIGGER audit_only_grows BEFORE INSERT ON audit
            FOR EACH ROW EXECUTE FUNCTION voicegate_check_audit_order();
            """, isOptional: true)

    /// Applies what is missing.
    ///
    /// - Throws: ``StoreError`` with ``StoreError/Code/newerSchema`` when the database knows more than this program.
    mutating func bringUpToDate() throws(PostgresStop) {
        // A database that cannot be written is still good for reading.
        if try missing().isEmpty { return }
        try lock()
        // The connection lives on, and with it the lock.
        defer { _ = try? link.run("SELECT pg_advisory_unlock(\(Self.lockKey))", by: deadline) }
        try run(
            """
            CREATE TABLE IF NOT EXISTS voicegate_migrations (name TEXT NOT NULL PRIMARY KEY, applied_at BIGINT NOT NULL)
            """)
        // While the lock was waited for another instance may have done all.
        while let step = try missing().first { try apply(step) }
    }

    private func missing() throws(PostgresStop) -> [Step] {
        let applied = try applied()
        if let unknown = applied.subtracting(steps.map(\.name)).max() {
            throw .final(
                StoreError(
                    .newerSchema,
                    "the database was changed by a newer version of the program (\(unknown)); run that version, "
                        + "or restore a backup from before it"))
        }
        return steps.filter { !applied.contains($0.name) && !skipped.contains($0.name) }
    }

    private func applied() throws(PostgresStop) -> Set<String> {
        do throws(PostgresFailure) {
            try link.limitStatements(to: deadline)
            let rows = try link.execute("SELECT name FROM voicegate_migrations", [], by: deadline).rows
            return Set(rows.compactMap { row in if case .text(let name) = row.values.first { name } else { nil } })
        } catch {
            // A new database does not have the table.
            guard error.sqlState == "42P01" else { throw .again(error) }
            return []
        }
    }

    /// The letters of "voicegat" as a number: no other program will take it by chance.
    private static let lockKey: Int64 = 0x766F_6963_6567_6174

    private func lock() throws(PostgresStop) {
        do throws(PostgresFailure) {
            try link.run("SELECT pg_advisory_lock(\(Self.lockKey))", by: deadline)
        } catch {
            // There is no such function, or it is not supported.
            guard ["42883", "0A000"].contains(error.sqlState) else { throw .again(error) }
        }
    }

    private mutating func apply(_ step: Step) throws(PostgresStop) {
        do throws(PostgresFailure) {
            try link.run("BEGIN", by: deadline)
            let now = SQLValue.time(Date())
            _ = try link.execute(
                "INSERT INTO voicegate_migrations (name, applied_at) VALUES (?, ?)", [.text(step.name), now],
                by: deadline)
            try link.run(step.sql, by: deadline)
            try link.run("COMMIT", by: deadline)
        } catch {
            if link.isUsable { _ = try? link.run("ROLLBACK", by: deadline) }
            guard step.isOptional, Self.lacking.contains(error.sqlState) else { throw .again(error) }
            skipped.insert(step.name)
        }
    }

    /// Not supported, not understood, no such language or function.
    private static let lacking: Set<String> = ["0A000", "42601", "42704", "42883"]

    private func run(_ sql: String) throws(PostgresStop) {
        do throws(PostgresFailure) {
            try link.run(sql, by: deadline)
        } catch {
            throw .again(error)
        }
    }
}
