/// The statements of the store, which mean the same on SQLite and on PostgreSQL and its kin.
///
/// Times are milliseconds since 1970; a reservation that ends at a moment has run out at that moment.
enum Statements {
    // MARK: Calls

    /// A call's answer is the one given at the version before: the save that made this version wrote it.
    static let loadCall = """
        SELECT c.version, c.state, a.sealed
        FROM calls c JOIN answers a ON a.call_id = c.id AND a.version = c.version - 1
        WHERE c.id = ?
        """
    static let answer = "SELECT sealed FROM answers WHERE call_id = ? AND version = ?"
    static let claimCall = """
        UPDATE calls SET claim_owner = ?, claim_until = ?
        WHERE id = ? AND version = ? AND (claim_owner IS NULL OR claim_owner = ? OR claim_until <= ?)
        """
    static let insertCall = """
        INSERT INTO calls (id, version, state, updated_at, expires_at) VALUES (?, 1, ?, ?, ?)
        ON CONFLICT (id) DO NOTHING
        """
    static let updateCall = """
        UPDATE calls
        SET version = version + 1, state = ?, updated_at = ?, expires_at = ?, claim_owner = NULL, claim_until = NULL
        WHERE id = ? AND version = ?
        """
    static let insertAnswer = "INSERT INTO answers (call_id, version, sealed) VALUES (?, ?, ?)"

    // MARK: Leases

    static let acquireLease = """
        INSERT INTO leases (call_id, owner, expires_at) VALUES (?, ?, ?)
        ON CONFLICT (call_id) DO UPDATE SET owner = excluded.owner, expires_at = excluded.expires_at
        WHERE leases.owner = excluded.owner OR leases.expires_at <= ?
        """
    static let releaseLease = "DELETE FROM leases WHERE call_id = ? AND owner = ?"
    static let heldLease = "SELECT 1 FROM leases WHERE call_id = ? AND expires_at > ?"

    // MARK: Failures

    static let insertFailure = "INSERT INTO failures (user_id, failed_at) VALUES (?, ?)"
    static let countFailures = "SELECT count(*) FROM failures WHERE user_id = ? AND failed_at >= ?"
    static let deleteFailure = """
        DELETE FROM failures WHERE id IN (SELECT id FROM failures WHERE user_id = ? AND failed_at = ? ORDER BY id LIMIT 1)
        """
    static let deleteFailures = "DELETE FROM failures WHERE user_id = ?"

    // MARK: Secrets and marks

    static let secret = "SELECT sealed FROM secrets WHERE name = ?"
    static let insertSecret = "INSERT INTO secrets (name, sealed) VALUES (?, ?) ON CONFLICT (name) DO NOTHING"
    static let mark = "SELECT content FROM meta WHERE name = ?"
    static let insertMark = "INSERT INTO meta (name, content) VALUES (?, ?) ON CONFLICT (name) DO NOTHING"
    static let writeMark = """
        INSERT INTO meta (name, content) VALUES (?, ?)
        ON CONFLICT (name) DO UPDATE SET content = excluded.content
        """

    // MARK: Audit

    static let lastAudit = "SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1"
    static let insertAudit = """
        INSERT INTO audit (sequence, recorded_at, kind, subject, reference, details, previous_hash, hash)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """
    static let audit = """
        SELECT sequence, recorded_at, kind, subject, reference, details, previous_hash, hash
        FROM audit WHERE sequence > ? ORDER BY sequence LIMIT ?
        """

    // MARK: Sweep

    /// The expiry is asked twice, since a call may be saved again between the two.
    static let sweepCalls = """
        DELETE FROM calls
        WHERE id IN (SELECT id FROM calls WHERE expires_at <= ? ORDER BY expires_at LIMIT ?) AND expires_at <= ?
        """
    static let sweepLeases = """
        DELETE FROM leases
        WHERE call_id IN (SELECT call_id FROM leases WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)
        AND expires_at <= ?
        """
    static let sweepFailures = """
        DELETE FROM failures
        WHERE id IN (SELECT id FROM failures WHERE failed_at < ? ORDER BY failed_at LIMIT ?) AND failed_at < ?
        """
}
