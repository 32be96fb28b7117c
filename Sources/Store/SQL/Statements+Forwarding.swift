extension Statements {
    // MARK: Arrivals

    static let arrival = "SELECT 1 FROM forwarding_arrivals WHERE id = ?"
    static let countPair = "SELECT count(*) FROM forwarding_arrivals WHERE pair = ? AND came_at > ?"
    static let countRingingPair = "SELECT count(*) FROM forwarding_arrivals WHERE pair = ? AND rings_until > ?"
    static let countRingingParty = "SELECT count(*) FROM forwarding_arrivals WHERE party = ? AND rings_until > ?"
    static let insertArrival = """
        INSERT INTO forwarding_arrivals (id, party, pair, came_at, rings_until) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (id) DO NOTHING
        """
    static let stopRinging = "UPDATE forwarding_arrivals SET rings_until = 0 WHERE id = ? AND rings_until > 0"

    // MARK: Notes

    static let note = "SELECT sealed FROM forwarding_notes WHERE kind = ? AND name = ? AND expires_at > ?"
    static let writeNote = """
        INSERT INTO forwarding_notes (kind, name, sealed, expires_at) VALUES (?, ?, ?, ?)
        ON CONFLICT (kind, name) DO UPDATE SET sealed = excluded.sealed, expires_at = excluded.expires_at
        """
    static let writeFirstNote = """
        INSERT INTO forwarding_notes (kind, name, sealed, expires_at) VALUES (?, ?, ?, ?)
        ON CONFLICT (kind, name) DO UPDATE SET sealed = excluded.sealed, expires_at = excluded.expires_at
        WHERE forwarding_notes.expires_at <= ?
        """
    static let deleteNote = "DELETE FROM forwarding_notes WHERE kind = ? AND name = ?"

    // MARK: Sweep

    static let sweepArrivals = """
        DELETE FROM forwarding_arrivals
        WHERE id IN (SELECT id FROM forwarding_arrivals WHERE came_at <= ? ORDER BY came_at LIMIT ?) AND came_at <= ?
        """
    /// A note may be written again between the two: its expiry is asked twice.
    static let sweepNotes = """
        DELETE FROM forwarding_notes
        WHERE (kind, name) IN (SELECT kind, name FROM forwarding_notes WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)
        AND expires_at <= ?
        """
}
