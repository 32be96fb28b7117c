import Audit
import Foundation
import GRDB
import Testing

@testable import CallFlow
@testable import Store

@Suite("The tables in SQLite")
struct SQLiteSchemaTests {
    private let place: Place

    init() throws {
        place = try Place()
    }

    @Test("Migrations are applied once, in their order")
    func idempotent() async throws {
        let pool = try DatabasePool(path: place.path)
        for _ in 0..<3 { try SQLiteSchema.bringUpToDate(pool) }
        let applied = try await pool.read {
            try String.fetchAll($0, sql: "SELECT identifier FROM grdb_migrations ORDER BY rowid")
        }
        #expect(applied == Schema.migrations.map(\.name))
        #expect(applied == applied.sorted())
    }

    @Test("A database of an older version is brought up to date and keeps what it holds")
    func older() async throws {
        let pool = try DatabasePool(path: place.path)
        try SQLiteSchema.bringUpToDate(pool, Array(SQLiteSchema.migrations.prefix(2)))
        try await pool.write { try $0.execute(sql: "INSERT INTO failures (user_id, failed_at) VALUES ('00u1', 5)") }
        try pool.close()
        let store = try await place.open()
        #expect(try await store.failures(of: UserID("00u1"), since: .distantPast) == 1)
        #expect(try await store.append(AuditEntry(time: noon, kind: "k")).sequence == 1)
    }

    @Test("A database of a newer version is refused, and left as it is")
    func newer() async throws {
        let pool = try DatabasePool(path: place.path)
        try SQLiteSchema.bringUpToDate(pool, SQLiteSchema.migrations + [("0099-future", "CREATE TABLE future (a)")])
        try pool.close()
        let error = await #expect(throws: StoreError.self) { try await place.open() }
        #expect(error?.code == .newerSchema)
        #expect(error?.message.contains("0099-future") == true)
    }

    @Test("Every table keeps to its columns' types")
    func strict() async throws {
        let pool = try DatabasePool(path: place.path)
        try SQLiteSchema.bringUpToDate(pool)
        let loose = try await pool.read {
            try String.fetchAll(
                $0, sql: "SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0")
        }
        #expect(loose.filter { !$0.hasPrefix("sqlite_") } == ["grdb_migrations"])
    }

    @Test("A key that is not the database's is refused")
    func wrongKey() async throws {
        let store = try await place.open()
        #expect(try await store.save(.sample(), over: 0))
        let path = place.path
        let error = await #expect(throws: StoreError.self) {
            try await SQLStore.openSQLite(at: path, key: .random())
        }
        #expect(error?.code == .wrongKey)
        #expect(error?.message.contains("DATA_KEY") == true)
        #expect(try await store.load(.sample()) != nil)
    }

    @Test("Of two instances that mark a new database with different keys at once, one is refused")
    func keyRace() async throws {
        let path = place.path
        let outcomes = await withTaskGroup(of: StoreError.Code?.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    do {
                        _ = try await SQLStore.openSQLite(at: path, key: .random())
                        return nil
                    } catch {
                        return (error as? StoreError)?.code
                    }
                }
            }
            return await group.reduce(into: [StoreError.Code?]()) { $0.append($1) }
        }
        #expect(Set(outcomes) == [nil, .wrongKey])
    }

    @Test("The hot statements use an index for every table")
    func plans() async throws {
        let pool = try DatabasePool(path: place.path)
        try SQLiteSchema.bringUpToDate(pool)
        for sql in Statements.all where !sql.hasPrefix("INSERT") {
            let plan = try await pool.read { database in
                try Row.fetchAll(
                    database, sql: "EXPLAIN QUERY PLAN " + sql,
                    arguments: StatementArguments(Array(repeating: 0, count: sql.count { $0 == "?" }))
                ).map { $0["detail"] as String }
            }
            let scans = plan.filter { $0.hasPrefix("SCAN") }
            #expect(scans.isEmpty || [Statements.lastAudit, Statements.breakers].contains(sql), "\(sql): \(plan)")
        }
    }

    @Test("Statements keep to what PostgreSQL has too")
    func portable() {
        let foreign = ["INSERT OR", "REPLACE", "STRFTIME", "DATETIME", "IFNULL", "ROWID", "IS NOT ?", "?1", "\"", "'"]
        for sql in Statements.all {
            for word in foreign { #expect(!sql.uppercased().contains(word), "\(word) in \(sql)") }
        }
    }
}

extension Statements {
    fileprivate static let all = [
        loadCall, answer, claimCall, insertCall, updateCall, insertAnswer, acquireLease, releaseLease, heldLease,
        insertFailure, countFailures, deleteFailures, secret, insertSecret, mark, insertMark, writeMark, lastAudit,
        insertAudit, audit, sweepCalls, sweepLeases, sweepFailures,
        claimDelivery, delivery, answerDelivery, insertDelivery, deliveryMessage, claimResend, insertSend, referSend,
        advanceSend, send, sendByReference, sendsOfEvent, sendsToUser, sendToNumber, expiringSends, countSend,
        uncountSend, sendCount, barSubject, breakers, breaker, lockBreaker, lockOrInsertBreaker, setBreaker,
        deleteBreaker, insertJob, dueJobs, claimJob, finishJob, retryJob, wipeMessages, sweepDeliveries, sweepCounts,
        sweepJobs,
    ]
}
