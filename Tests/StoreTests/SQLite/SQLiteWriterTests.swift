import Dispatch
import Foundation
import GRDB
import Synchronization
import Testing

@testable import CallFlow
@testable import Store

@Suite("Writers of a SQLite file that wait together")
struct SQLiteWriterTests {
    private let place: Place
    private let store: SQLStore
    private let database: SQLiteDatabase
    private let user = UserID("00u1")

    init() async throws {
        place = try Place()
        store = try await place.open()
        database = try #require(store.database as? SQLiteDatabase)
    }

    /// Starts writes one after the other while the connection is held, so that they wait together and in order.
    private func together<Value: Sendable>(
        _ writes: [@Sendable () async throws -> Value]
    ) async -> [Result<Value, any Error>] {
        let gate = DispatchSemaphore(value: 0)
        database.pool.asyncWriteWithoutTransaction { _ in gate.wait() }
        var tasks: [Task<Value, any Error>] = []
        for write in writes {
            tasks.append(Task { try await write() })
            while database.writer.queueLength < tasks.count { await Task.yield() }
        }
        gate.signal()
        var results: [Result<Value, any Error>] = []
        for task in tasks { results.append(await task.result) }
        return results
    }

    private func insert(_ time: Int) -> @Sendable () async throws -> Int {
        { [database] in try await database.write(Statements.insertFailure, [.text("00u1"), .number(time)]) }
    }

    private func times() async throws -> [Int] {
        var times: [Int] = []
        for row in try await database.read("SELECT failed_at FROM failures ORDER BY id", []) {
            times.append(try row.number(0))
        }
        return times
    }

    private func code<Value>(_ result: Result<Value, any Error>) -> StoreError.Code? {
        if case .failure(let error) = result { (error as? StoreError)?.code } else { nil }
    }

    @Test func `They are taken into one transaction, in their order`() async throws {
        let counter = CommitCounter()
        database.pool.add(transactionObserver: counter, extent: .databaseLifetime)
        let results = await together((0..<50).map { insert($0) })
        #expect(results.allSatisfy { (try? $0.get()) == 1 })
        #expect(try await times() == Array(0..<50))
        #expect(counter.commits == 1)
    }

    @Test func `More than one transaction holds are taken into several, in their order`() async throws {
        let counter = CommitCounter()
        database.pool.add(transactionObserver: counter, extent: .databaseLifetime)
        _ = await together((0..<150).map { insert($0) })
        #expect(try await times() == Array(0..<150))
        #expect(counter.commits == 3)
    }

    @Test func `What one of them did before it failed is undone, and nothing else`() async throws {
        let database = database
        let failing: @Sendable () async throws -> Int = {
            try await database.transaction { transaction throws(StoreError) in
                for time in 100..<110 {
                    _ = try transaction.write(Statements.insertFailure, [.text("00u1"), .number(time)])
                }
                throw StoreError(.corrupt, "as the test wants it")
            }
        }
        let results = await together([insert(1), failing, insert(2), failing, insert(3)])
        #expect(results.map(code) == [nil, .corrupt, nil, .corrupt, nil])
        #expect(try await times() == [1, 2, 3])
    }

    @Test func `A statement that the database refuses fails alone`() async throws {
        let database = database
        let refused: @Sendable () async throws -> Int = {
            try await database.write(Statements.insertFailure, [.null, .number(9)])
        }
        let results = await together([insert(1), refused, insert(2)])
        #expect(results.map(code) == [nil, .unavailable, nil])
        #expect(try await times() == [1, 2])
    }

    @Test func `A transaction that waited with others sees what those before it wrote`() async throws {
        let (database, user) = (database, user)
        let count: @Sendable () async throws -> Int = {
            try await database.transaction { transaction throws(StoreError) in
                try transaction.read(Statements.countFailures, [.text(user.value), .number(0)])[0].number(0)
            }
        }
        let results = await together([insert(1), count, insert(2), count])
        #expect(try results.map { try $0.get() } == [1, 1, 1, 2])
    }

    @Test func `When one fills the disk, the others are written all the same`() async throws {
        let database = database
        let pages = try await database.pool.read { try Int.fetchOne($0, sql: "PRAGMA page_count") } ?? 0
        try await database.pool.writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA max_page_count = \(pages + 4)")
        }
        let large: @Sendable () async throws -> Int = {
            try await database.transaction { transaction throws(StoreError) in
                _ = try transaction.write(Statements.insertFailure, [.text("00u1"), .number(9)])
                return try transaction.write(Statements.writeMark, [.text("large"), .bytes(Data(count: 100_000))])
            }
        }
        let results = await together([insert(1), large, insert(2)])
        #expect(results.map(code) == [nil, .full, nil])
        #expect(try await times() == [1, 2])
    }

    @Test func `A write whose task is cancelled while it waits is done all the same`() async throws {
        let write = insert(1)
        let cancelled: @Sendable () async throws -> Int = {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await write()
        }
        let results = await together([cancelled, insert(2)])
        #expect(results.map(code) == [nil, nil])
        #expect(try await times() == [1, 2])
    }

    @Test func `When the store is closed, those that wait are written or told so, and none is left waiting`()
        async throws
    {
        let gate = DispatchSemaphore(value: 0)
        database.pool.asyncWriteWithoutTransaction { _ in gate.wait() }
        let write = insert(1)
        let tasks = (0..<200).map { _ in Task { try await write() } }
        while database.writer.queueLength < tasks.count { await Task.yield() }
        let store = store
        let closing = Task { await store.close() }
        gate.signal()
        for task in tasks { #expect([nil, .closed].contains(code(await task.result))) }
        await closing.value
        await #expect(throws: StoreError.self) { try await write() }
    }

    @Test func `Behind a lock each waits as long as it may and no longer, and those in time are written`() async throws
    {
        let patient = try await place.open(patience: .milliseconds(400))
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: place.path, configuration: configuration)
        try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        let early = (0..<20).map { _ in Task { try await patient.recordFailure(of: UserID("00u1"), at: noon) } }
        for task in early { #expect(code(await task.result) == .busy) }
        let late = Task { try await patient.recordFailure(of: UserID("00u1"), at: noon) }
        let writer = try #require((patient.database as? SQLiteDatabase)?.writer)
        while writer.queueLength > 0 { await Task.yield() }
        try await other.writeWithoutTransaction { try $0.execute(sql: "COMMIT") }
        try await late.value
        #expect(try await store.failures(of: user, since: .distantPast) == 1)
    }
}

/// Counts commits.
private final class CommitCounter: TransactionObserver, Sendable {
    private let count = Mutex(0)

    var commits: Int { count.withLock { $0 } }

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { true }
    func databaseDidChange(with event: DatabaseEvent) {}
    func databaseDidCommit(_ db: Database) { count.withLock { $0 += 1 } }
    func databaseDidRollback(_ db: Database) {}
}
