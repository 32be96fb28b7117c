extension Schema {
    static let calls = Migration(
        "0001-calls",
        """
        CREATE TABLE calls (
          id TEXT NOT NULL PRIMARY KEY,
          version @integer NOT NULL,
          state @bytes NOT NULL,
          claim_owner TEXT,
          claim_until @integer,
          updated_at @integer NOT NULL,
          expires_at @integer NOT NULL
        ) @strict;
        CREATE INDEX calls_by_expiry ON calls (expires_at);
        CREATE TABLE answers (
          call_id TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
          version @integer NOT NULL,
          sealed @bytes NOT NULL,
          PRIMARY KEY (call_id, version)
        ) @strict;
        CREATE TABLE leases (
          call_id TEXT NOT NULL PRIMARY KEY,
          owner TEXT NOT NULL,
          expires_at @integer NOT NULL
        ) @strict;
        CREATE INDEX leases_by_expiry ON leases (expires_at);
        """)

    static let failures = Migration(
        "0002-failures",
        """
        CREATE TABLE failures (
          id @identity,
          user_id TEXT NOT NULL,
          failed_at @integer NOT NULL
        ) @strict;
        CREATE INDEX failures_by_user ON failures (user_id, failed_at);
        CREATE INDEX failures_by_time ON failures (failed_at);
        """)

    static let secrets = Migration(
        "0003-secrets",
        """
        CREATE TABLE meta (name TEXT NOT NULL PRIMARY KEY, content @bytes NOT NULL) @strict;
        CREATE TABLE secrets (name TEXT NOT NULL PRIMARY KEY, sealed @bytes NOT NULL) @strict;
        """)

    static let audit = Migration(
        "0004-audit",
        """
        CREATE TABLE audit (
          sequence @integer NOT NULL PRIMARY KEY,
          recorded_at @integer NOT NULL,
          kind TEXT NOT NULL,
          subject TEXT,
          reference TEXT,
          details TEXT NOT NULL,
          previous_hash TEXT NOT NULL,
          hash TEXT NOT NULL
        ) @strict;
        """, extra: [.sqlite: sqliteAuditTriggers])

    /// The first trigger is there for `REPLACE`, which deletes without asking the others.
    private static let sqliteAuditTriggers = """
        CREATE TRIGGER audit_only_grows BEFORE INSERT ON audit
        WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM audit)
        BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
        CREATE TRIGGER audit_keeps_records BEFORE DELETE ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
        CREATE TRIGGER audit_keeps_words BEFORE UPDATE ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
        """
}
