import Dispatch
import Foundation
import GRDB

/// A SQLite file, written by one connection, in groups, and read by several.
///
/// Work runs on GRDB's own queues, never on the threads of Swift's tasks. A piece of work waits
/// ``SQLiteOptions/patience`` at most, in the queue and for other processes' locks together.
struct SQLiteDatabase: SQLDatabase {
    let pool: DatabasePool
    let writer: SQLiteWriter
    private let options: SQLiteOptions

    /// Opens or creates a file and brings its tables up to date.
    ///
    /// - Throws: ``StoreError``.
    static func open(at path: String, options: SQLiteOptions = SQLiteOptions()) async throws(StoreError)
        -> SQLiteDatabase
    {
        let opened: Result<SQLiteDatabase, StoreError> = await withCheckedContinuation { continuation in
            // A queue of its own: opening waits for locks.
            DispatchQueue(label: "voicegate.store.open").async {
                continuation.resume(
                    returning: Result { try SQLiteDatabase(path: path, options: options) }
                        .mapError(StoreError.init(sqlite:)))
            }
        }
        return try opened.get()
    }

    private init(path: String, options: SQLiteOptions) throws {
        self.options = options
        if !options.isReadOnly { Self.createForOwnerOnly(path) }
        pool = try Self.pool(path, options)
        writer = SQLiteWriter(pool, patience: options.patience)
    }

    private static func pool(_ path: String, _ options: SQLiteOptions) throws -> DatabasePool {
        let deadline = ContinuousClock.now + options.patience
        while true {
            do {
                let pool = try DatabasePool(path: path, configuration: options.configuration)
                try SQLiteSchema.bringUpToDate(pool)
                return pool
            } catch let error as DatabaseError where Self.isRace(error) && ContinuousClock.now < deadline {
                // Two processes that create a database at once trip over each other: SQLite does not wait for a lock
                // when the journal's mode changes.
                Thread.sleep(forTimeInterval: 0.01)
            }
        }
    }

    private static func isRace(_ error: DatabaseError) -> Bool {
        [.SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL].contains(error.resultCode)
            || (error.message ?? "").contains("already exists")
    }

    /// Makes a new file; SQLite gives its other files the rights of the first.
    ///
    /// One that is there is not touched: to close a file gives up all the locks that this process has on it, also those
    /// of SQLite (https://www.sqlite.org/howtocorrupt.html section 2.2).
    private static func createForOwnerOnly(_ path: String) {
        let descriptor = Foundation.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor >= 0 { Foundation.close(descriptor) }
    }

    // MARK: Work

    func read(_ sql: String, _ values: [SQLValue]) async throws(StoreError) -> [SQLRow] {
        let deadline = ContinuousClock.now + options.patience
        let answer: Result<[SQLRow], StoreError> = await withCheckedContinuation { continuation in
            // One statement sees one state of the database without a transaction around it.
            pool.asyncUnsafeRead { connection in
                continuation.resume(
                    returning: attempt(by: deadline, connection) { try SQLiteSession($0).read(sql, values) })
            }
        }
        return try answer.get()
    }

    func write(_ sql: String, _ values: [SQLValue]) async throws(StoreError) -> Int {
        try await writer.write(.statement) { session throws(StoreError) in try session.write(sql, values) }
    }

    func transaction<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLTransaction) throws(StoreError) -> Result
    ) async throws(StoreError) -> Result {
        try await writer.write(.transaction) { session throws(StoreError) in try body(session) }
    }

    func close() async {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "voicegate.store.close").async {
                // The pool would leave the journal as it is, with what was wiped since. Nothing is lost when either fails:
                // the journal is read at the next start.
                try? pool.writeWithoutTransaction { connection in
                    if connection.sqliteConnection != nil { _ = try connection.checkpoint(.truncate) }
                }
                try? pool.close()
                continuation.resume()
            }
        }
    }

    static var closed: StoreError { StoreError(.closed, "the store was closed; restart the service") }

    /// Leaves for locks what the queue has left of the time, so that those at the end of the queue do not wait for each
    /// one before them.
    private func attempt<Value>(
        by deadline: ContinuousClock.Instant, _ connection: Result<Database, any Error>,
        _ body: (Database) throws -> Value
    ) -> Result<Value, StoreError> {
        let left = deadline - .now
        guard left > .zero else { return .failure(StoreError(sqlite: DatabaseError(resultCode: .SQLITE_BUSY))) }
        return Result { () throws in
            let connection = try connection.get()
            guard connection.sqliteConnection != nil else { throw Self.closed }
            guard left < options.patience * 0.9 else { return try body(connection) }
            try connection.execute(sql: "PRAGMA busy_timeout = \(max(1, left.wholeMilliseconds))")
            defer { try? connection.execute(sql: "PRAGMA busy_timeout = \(options.patience.wholeMilliseconds)") }
            return try body(connection)
        }.mapError(StoreError.init(sqlite:))
    }
}
