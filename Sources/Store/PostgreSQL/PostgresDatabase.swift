import Foundation
import Metrics

/// A PostgreSQL database, or one that speaks its protocol, shared by many instances.
///
/// Transactions are serializable: other instances change the same rows, and ``SQLDatabase`` promises that nothing comes
/// between. With less, what reads, computes and writes back (the chain of the audit trail, a breaker, several limits at
/// once) would need a lock of its own in every statement, and each that lacks one would be wrong under load only. The
/// price is that the server now and then asks for a transaction to be begun again, which happens here, unseen. Single
/// statements take effect by themselves: each guards its rows with its own condition, so the server's usual isolation
/// is enough.
final class PostgresDatabase: SQLDatabase {
    private let pool: PostgresPool
    private let waited = Metrics.Timer(label: "voicegate_database_wait_seconds")

    /// Connects and brings the tables up to date.
    ///
    /// - Throws: ``StoreError``.
    static func open(
        at location: PostgresLocation, options: PostgresOptions = PostgresOptions(),
        steps: [PostgresSchema.Step] = PostgresSchema.steps
    ) async throws(StoreError) -> PostgresDatabase {
        let database = PostgresDatabase(location, options)
        do throws(StoreError) {
            try await database.perform(.transaction, within: options.schemaPatience) {
                link, deadline throws(PostgresStop) in
                var schema = PostgresSchema(link, steps: steps, deadline: deadline)
                try schema.bringUpToDate()
            }
        } catch {
            await database.close()
            throw error
        }
        return database
    }

    private init(_ location: PostgresLocation, _ options: PostgresOptions) {
        pool = PostgresPool(location, options: options)
    }

    deinit {
        pool.stop()
    }

    func read(_ sql: String, _ values: [SQLValue]) async throws(StoreError) -> [SQLRow] {
        try await perform(.reading) { link, deadline throws(PostgresStop) in
            try PostgresSession(link: link, deadline: deadline).execute(sql, values).rows
        }
    }

    func write(_ sql: String, _ values: [SQLValue]) async throws(StoreError) -> Int {
        try await perform(.writing) { link, deadline throws(PostgresStop) in
            try PostgresSession(link: link, deadline: deadline).execute(sql, values).count
        }
    }

    func transaction<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLTransaction) throws(StoreError) -> Result
    ) async throws(StoreError) -> Result {
        try await perform(.transaction) { link, deadline throws(PostgresStop) in
            try PostgresSession(link: link, deadline: deadline).transaction(body)
        }
    }

    func close() async {
        await pool.close()
    }

    var load: DatabaseLoad { pool.load }

    /// Has work done on a connection, as often as is safe and of use.
    private func perform<Value: Sendable>(
        _ work: PostgresFailure.Work, within patience: Duration? = nil,
        _ body: @escaping @Sendable (PostgresLink, ContinuousClock.Instant) throws(PostgresStop) -> Value
    ) async throws(StoreError) -> Value {
        let asked = ContinuousClock.now
        let deadline = asked + (patience ?? pool.options.patience)
        let waited = waited
        let answer: Result<Value, StoreError> = await withCheckedContinuation { continuation in
            pool.add(
                PostgresJob(
                    deadline: deadline,
                    begun: { waited.record(duration: .now - asked) },
                    attempt: { link in
                        let result = Result { () throws(PostgresStop) in try body(link, deadline) }
                        switch result {
                        case .success(let value): continuation.resume(returning: .success(value))
                        case .failure(.again(let failure)) where failure.mayBeTriedAgain(work): return failure
                        case .failure(let stop): continuation.resume(returning: .failure(stop.error))
                        }
                        return nil
                    },
                    fail: { continuation.resume(returning: .failure($0)) }))
        }
        return try answer.get()
    }
}

/// Why a piece of work ended early.
enum PostgresStop: Error {
    /// The database failed; beginning again may help.
    case again(PostgresFailure)
    /// There is nothing to be gained from another try.
    case final(StoreError)

    var error: StoreError {
        switch self {
        case .again(let failure): StoreError(postgres: failure)
        case .final(let error): error
        }
    }
}
