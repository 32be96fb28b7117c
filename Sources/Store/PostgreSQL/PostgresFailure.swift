/// Why PostgreSQL did not do something, and how far it had come.
struct PostgresFailure: Error, Sendable {
    /// How far it had come.
    enum Phase: Sendable, Equatable {
        /// There is no connection.
        case connecting
        /// The connection was lost before the statement was sent.
        case unsent
        /// The server refused.
        case refused
        /// The statement was sent and no answer came: it may have been done.
        case lost
        /// The same, and time ran out.
        case late
    }

    let phase: Phase
    /// PostgreSQL's code; empty where the server did not speak.
    let sqlState: String
    /// What libpq or the server says; it may show values.
    let message: String

    init(_ phase: Phase, _ message: String, sqlState: String = "") {
        self.phase = phase
        self.message = message
        self.sqlState = sqlState
    }

    /// Work that may be begun again after a failure.
    enum Work: Sendable {
        /// A statement that changes nothing.
        case reading
        /// A statement that takes effect by itself.
        case writing
        /// A transaction before its end: nothing of it has taken effect.
        case transaction
        /// The end of a transaction.
        case commit
    }

    /// Whether nothing has been done, so that beginning again is safe, and may help.
    func mayBeTriedAgain(_ work: Work) -> Bool {
        switch phase {
        case .connecting, .late: false
        case .unsent: work != .commit
        case .lost: work == .reading || work == .transaction
        case .refused: isPassing || work != .commit && isGone(work) || work == .transaction && isTaken
        }
    }

    /// Somebody else was in the way, and all was undone.
    ///
    /// Serialization failure and deadlock.
    private var isPassing: Bool { sqlState == "40001" || sqlState == "40P01" }

    /// In a serializable transaction a row that is there already may be one that the transaction could not see.
    ///
    /// See https://www.postgresql.org/docs/15/mvcc-serialization-failure-handling.html.
    private var isTaken: Bool { sqlState == "23505" }

    /// The connection does not know the statement any more or has another one of its name, or the server shuts down.
    ///
    /// In the second case a statement by itself may have been done, its answer held back.
    private func isGone(_ work: Work) -> Bool {
        ["26000", "42P05"].contains(sqlState) || work != .writing && ["57P01", "57P02", "57P03"].contains(sqlState)
    }

    /// Whether the connection must not be used again, although the server answered.
    ///
    /// One that has become read-only leads to a server that is not the primary any more.
    var spoilsConnection: Bool {
        switch phase {
        case .connecting, .unsent, .lost, .late: true
        case .refused:
            sqlState.hasPrefix("08") || sqlState.hasPrefix("57P") || ["25006", "26000", "42P05"].contains(sqlState)
        }
    }
}
