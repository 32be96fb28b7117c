/// Work on one connection, until a time.
final class PostgresSession: SQLTransaction {
    private let link: PostgresLink
    private let deadline: ContinuousClock.Instant
    /// Whether the transaction has begun: it does so with its first statement.
    private var hasBegun = false
    /// What went wrong first in this transaction: after it the server takes no more statements of it.
    private var failure: PostgresFailure?

    init(link: PostgresLink, deadline: ContinuousClock.Instant) {
        self.link = link
        self.deadline = deadline
    }

    /// Runs a statement that takes effect by itself.
    func execute(_ sql: String, _ values: [SQLValue]) throws(PostgresStop) -> PostgresAnswer {
        do throws(PostgresFailure) {
            try limit()
            return try link.execute(sql, values, by: deadline)
        } catch {
            throw .again(error)
        }
    }

    /// Runs a transaction.
    func transaction<Result>(
        _ body: (any SQLTransaction) throws(StoreError) -> Result
    ) throws(PostgresStop) -> Result {
        do throws(PostgresFailure) {
            try limit()
        } catch {
            throw .again(error)
        }
        let result: Result
        do throws(StoreError) {
            result = try body(self)
        } catch {
            rollBack()
            throw failure.map(PostgresStop.again) ?? .final(error)
        }
        if let failure {
            rollBack()
            throw .again(failure)
        }
        try commit()
        return result
    }

    private func commit() throws(PostgresStop) {
        guard hasBegun else { return }
        do throws(PostgresFailure) {
            try link.run("COMMIT", by: deadline)
        } catch {
            guard error.mayBeTriedAgain(.commit) else { throw .final(StoreError(postgres: error)) }
            throw .again(error)
        }
    }

    private func rollBack() {
        guard hasBegun, link.isUsable else { return }
        // Where this fails the connection is closed, which rolls back as well.
        _ = try? link.run("ROLLBACK", by: deadline)
    }

    /// A failure to make the limit comes before the work itself: nothing was done.
    private func limit() throws(PostgresFailure) {
        do throws(PostgresFailure) {
            try link.limitStatements(to: deadline)
        } catch {
            throw error.phase == .lost ? PostgresFailure(.unsent, error.message) : error
        }
    }

    // MARK: Statements of a transaction

    func read(_ sql: String, _ values: [SQLValue]) throws(StoreError) -> [SQLRow] {
        try inside(sql, values).rows
    }

    func write(_ sql: String, _ values: [SQLValue]) throws(StoreError) -> Int {
        try inside(sql, values).count
    }

    private func inside(_ sql: String, _ values: [SQLValue]) throws(StoreError) -> PostgresAnswer {
        if let failure { throw StoreError(postgres: failure) }
        do throws(PostgresFailure) {
            if hasBegun { return try link.execute(sql, values, by: deadline) }
            hasBegun = true
            return try link.begin("BEGIN ISOLATION LEVEL SERIALIZABLE", with: sql, values, by: deadline)
        } catch {
            failure = error
            throw StoreError(postgres: error)
        }
    }
}
