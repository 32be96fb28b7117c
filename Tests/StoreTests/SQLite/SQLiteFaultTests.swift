import Audit
import Foundation
import GRDB
import Testing

@testable import CallFlow
@testable import Store

@Suite("A SQLite store on a bad day")
struct SQLiteFaultTests {
    private let place: Place

    init() throws {
        place = try Place()
    }

    /// A connection that is none of the store's.
    private func stranger() throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        return try DatabaseQueue(path: place.path, configuration: configuration)
    }

    private func expect(_ code: StoreError.Code, _ work: () async throws -> Void) async {
        let error = await #expect(throws: StoreError.self) { try await work() }
        #expect(error?.code == code, "\(String(describing: error))")
    }

    private func write(_ sql: String, _ arguments: StatementArguments = []) throws {
        try stranger().write { try $0.execute(sql: sql, arguments: arguments) }
    }

    // MARK: Locked

    @Test("No request waits longer than two seconds")
    func patience() {
        #expect(SQLiteOptions().patience <= .seconds(2))
    }

    @Test("While another process holds the file, saves are refused in time, loads work, and the probe says so")
    func locked() async throws {
        // Patience for a machine that freezes for a moment: loads must work.
        let store = try await place.open(patience: .seconds(2))
        #expect(try await store.save(.sample(), over: 0))
        let other = try stranger()
        try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN EXCLUSIVE") }

        let began = ContinuousClock.now
        await expect(.busy) { _ = try await store.save(.sample(), over: 1) }
        await expect(.busy) { try await store.recordFailure(of: UserID("00u1"), at: noon) }
        #expect(ContinuousClock.now - began < .seconds(10))
        #expect(try await store.load(.sample())?.version == 1)
        let writability = await store.isWritable()
        #expect(!writability.isWritable)
        #expect(writability.reason?.contains("busy") == true)

        try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        #expect(try await store.save(.sample(), over: 1))
        #expect(await store.isWritable().isWritable)
    }

    @Test("A queue of saves behind a lock is refused as fast as one of them, and holds up nobody else")
    func queueBehindLock() async throws {
        let store = try await place.open(patience: .seconds(4))
        let other = try stranger()
        try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN EXCLUSIVE") }
        let began = ContinuousClock.now
        let order = await withTaskGroup(of: String.self) { group in
            for number in 0..<100 {
                group.addTask {
                    do {
                        return try await store.save(.sample(number), over: 0) ? "saved" : "lost"
                    } catch {
                        return (error as? StoreError)?.code.rawValue ?? "\(error)"
                    }
                }
            }
            group.addTask {
                for _ in 0..<100 { await Task.yield() }
                return "somebody else"
            }
            return await group.reduce(into: [String]()) { $0.append($1) }
        }
        // Done while all the others still waited.
        #expect(order.first == "somebody else")
        #expect(order.dropFirst().allSatisfy { $0 == "busy" })
        // One after the other they would take six minutes.
        #expect(ContinuousClock.now - began < .seconds(20))
        try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
    }

    @Test("A lock that ends in time is waited for")
    func shortLock() async throws {
        let store = try await place.open()
        let other = try stranger()
        try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN EXCLUSIVE") }
        async let isSaved = store.save(.sample(), over: 0)
        for _ in 0..<100 { await Task.yield() }
        try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        #expect(try await isSaved)
    }

    @Test("Opening a file that another process holds is refused in time")
    func lockedAtOpening() async throws {
        let other = try stranger()
        try await other.writeWithoutTransaction { try $0.execute(sql: "CREATE TABLE t (a); BEGIN EXCLUSIVE") }
        let began = ContinuousClock.now
        await expect(.busy) { _ = try await place.open(patience: .milliseconds(150)) }
        #expect(ContinuousClock.now - began < .seconds(10))
        try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
    }

    // MARK: Not writable

    @Test("A file that cannot be written still gives calls, refuses saves, and the probe says so")
    func readOnly() async throws {
        let writer = try await place.open()
        #expect(try await writer.save(.sample(), over: 0))
        let store = try await place.open(isReadOnly: true)
        #expect(try await store.load(.sample())?.version == 1)
        await expect(.readOnly) { _ = try await store.save(.sample(), over: 1) }
        await expect(.readOnly) { _ = try await store.append(AuditEntry(time: noon, kind: "k")) }
        await expect(.readOnly) { _ = try await store.value(named: "k") { Data() } }
        let writability = await store.isWritable()
        #expect(!writability.isWritable)
        #expect(writability.reason?.contains("readOnly") == true)
    }

    @Test("A disk that is full refuses saves and still gives calls")
    func full() async throws {
        let store = try await place.open()
        #expect(try await store.save(.sample(), over: 0))
        let database = try #require(store.database as? SQLiteDatabase)
        try await database.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 1") }
        let large = RecordedAnswer(fingerprint: "f", body: String(repeating: "x", count: 100_000))
        await expect(.full) { _ = try await store.save(.sample(), over: 1, large) }
        #expect(try await store.load(.sample())?.version == 1)
        try await database.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 1000000") }
        #expect(try await store.save(.sample(), over: 1, large))
    }

    @Test("A store that was closed says so")
    func closed() async throws {
        let store = try await place.open()
        await store.close()
        await store.close()
        await expect(.closed) { _ = try await store.load(.sample()) }
        await expect(.closed) { _ = try await store.save(.sample(), over: 0) }
        #expect(await !store.isWritable().isWritable)
    }

    @Test("A folder that does not exist is named as the trouble")
    func noFolder() async throws {
        let key = place.key
        let path = place.folder + "/missing/calls.db"
        await expect(.unavailable) { _ = try await SQLStore.openSQLite(at: path, key: key) }
    }

    @Test("A file that is no database is refused")
    func noDatabase() async throws {
        try Data(repeating: 65, count: 8192).write(to: URL(fileURLWithPath: place.path))
        await expect(.corrupt) { _ = try await place.open() }
    }

    // MARK: Tampered with

    @Test(
        "What was changed in the file is an error, not an answer",
        arguments: [
            "UPDATE answers SET sealed = CAST(x'00' || substr(sealed, 2) AS BLOB)",
            "UPDATE answers SET sealed = CAST(substr(sealed, 1, 40) || x'00ff' || substr(sealed, 43) AS BLOB)",
            "UPDATE answers SET sealed = substr(sealed, 1, 20)", "UPDATE answers SET sealed = x''",
            "UPDATE answers SET sealed = (SELECT sealed FROM answers a WHERE a.version = 0)",
            "UPDATE answers SET sealed = (SELECT sealed FROM answers a WHERE a.call_id <> answers.call_id)",
            "UPDATE calls SET state = (SELECT state FROM calls c WHERE c.id <> calls.id)",
            "UPDATE calls SET version = 1 WHERE version = 2",
            "UPDATE calls SET state = CAST('{}' AS BLOB)",
        ])
    func tampered(_ sql: String) async throws {
        let store = try await place.open()
        #expect(try await store.save(.sample(1), over: 0, .sample("first")))
        #expect(try await store.save(.sample(1), over: 1, .sample("second")))
        #expect(try await store.save(.sample(2), over: 0, .sample("other")))
        try write(sql)
        await expect(.corrupt) { _ = try await store.load(.sample(1)) }
    }

    @Test("The audit trail cannot be changed, shortened or forked by statements")
    func appendOnly() async throws {
        let store = try await place.open()
        for kind in ["a", "b"] { _ = try await store.append(AuditEntry(time: noon, kind: kind)) }
        let before = try await store.records(after: 0, limit: 10)
        for sql in [
            "UPDATE audit SET kind = 'c' WHERE sequence = 1", "DELETE FROM audit WHERE sequence = 2",
            "DELETE FROM audit",
            "REPLACE INTO audit VALUES (1, 0, 'c', NULL, NULL, '{}', '', 'h')",
            "INSERT INTO audit VALUES (9, 0, 'c', NULL, NULL, '{}', '', 'h')",
        ] {
            let error = #expect(throws: DatabaseError.self, "\(sql)") { try write(sql) }
            #expect(error?.message == "the audit trail is append-only", "\(sql)")
        }
        #expect(try await store.records(after: 0, limit: 10) == before)
    }
}
