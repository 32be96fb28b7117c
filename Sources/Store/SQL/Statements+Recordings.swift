extension Statements {
    // MARK: Recordings that are to be deleted

    static let scheduleDeletion = """
        INSERT INTO recording_deletions (name, sealed, due_at, tries) VALUES (?, ?, ?, 0)
        ON CONFLICT (name) DO NOTHING
        """
    static let dueDeletions = """
        SELECT name, sealed, due_at, tries FROM recording_deletions WHERE due_at <= ? ORDER BY due_at LIMIT ?
        """
    static let claimDeletion = """
        UPDATE recording_deletions SET due_at = ?, tries = tries + 1 WHERE name = ? AND due_at <= ?
        """
    static let putOffDeletion = "UPDATE recording_deletions SET due_at = ? WHERE name = ?"
    static let forgetDeletion = "DELETE FROM recording_deletions WHERE name = ?"
}
