extension Statements {
    // MARK: The lease on company numbers

    static let acquireNumbersLease = """
        INSERT INTO numbers_lease (name, owner, expires_at) VALUES (?, ?, ?)
        ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, expires_at = excluded.expires_at
        WHERE numbers_lease.owner = excluded.owner OR numbers_lease.expires_at <= ?
        """
    static let numbersLease = "SELECT owner, expires_at FROM numbers_lease WHERE name = ?"
    static let releaseNumbersLease = "DELETE FROM numbers_lease WHERE name = ? AND owner = ?"
}
