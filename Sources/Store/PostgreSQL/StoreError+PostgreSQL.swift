extension StoreError {
    /// Says in our words what a failure of PostgreSQL means.
    ///
    /// What the server says stays in the cause: it may show values, and to strangers who ask for our health where the
    /// database is.
    init(postgres failure: PostgresFailure) {
        switch failure.phase {
        case .connecting:
            self.init(
                .unavailable, "the database cannot be reached; is it up, and does it take our user and password?",
                cause: failure)
        case .unsent:
            self.init(.unavailable, "the connection to the database was lost; is the server up?", cause: failure)
        case .lost:
            self.init(
                .unavailable, "the connection to the database was lost before it answered; is the server up?",
                cause: failure)
        case .late:
            self.init(.unavailable, "the database does not answer; is it, or the network, overloaded?", cause: failure)
        case .refused:
            let (code, mend) = Self.meaning(of: failure.sqlState)
            self.init(code, "\(mend) (PostgreSQL \(failure.sqlState))", cause: failure)
        }
    }

    /// See https://www.postgresql.org/docs/15/errcodes-appendix.html.
    private static func meaning(of sqlState: String) -> (Code, String) {
        switch sqlState {
        case "40001", "40P01", "23505":
            (.busy, "others change the same rows all the time; try again")
        case "55P03", "57014": (.busy, "the database took too long; look for locks and load, or try again")
        case "25006": (.readOnly, "the database cannot be written: is it a standby?")
        case "42501": (.readOnly, "the database's user may not do this; grant it the rights, or make it the owner")
        case "53100": (.full, "the database's disk is full; free space")
        case "53200": (.unavailable, "the database's memory ran out")
        case "53300": (.unavailable, "the database has no connection left; raise max_connections")
        case "57P01", "57P02", "57P03", "25P03": (.unavailable, "the database is shutting down or starting")
        case "58030": (.unavailable, "the database's disk failed")
        case "XX001", "XX002": (.corrupt, "the database is damaged; restore a backup")
        case "42P01", "42703":
            (.corrupt, "a table or column that the program made is not there; restore a backup, or look at search_path")
        case "P0001": (.unavailable, "a trigger refused")
        case _ where sqlState.hasPrefix("28"):
            (.unavailable, "the database refuses the user or the password of DATABASE_URL")
        case _ where sqlState.hasPrefix("08"): (.unavailable, "the connection to the database failed")
        default: (.unavailable, "the database refused")
        }
    }
}
