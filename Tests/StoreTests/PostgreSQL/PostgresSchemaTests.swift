import Audit
import Foundation
import Testing

@testable import CallFlow
@testable import Store

@Suite("The tables in PostgreSQL")
struct PostgresSchemaTests {
    private func open(_ place: PostgresPlace, steps: [PostgresSchema.Step]) async throws {
        let database = try await PostgresDatabase.open(
            at: place.location, options: PostgresPlace.options, steps: steps)
        await database.close()
    }

    private func openTen(_ place: PostgresPlace) async throws -> [SQLStore] {
        try await withThrowingTaskGroup(of: SQLStore.self) { group in
            for _ in 0..<10 { group.addTask { try await place.open() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    private func expectWorking(_ stores: [SQLStore]) async throws {
        for (version, store) in stores.enumerated() {
            #expect(try await store.save(.sample(), over: version))
        }
        let database = try #require(stores.first?.database)
        let rows = try await database.read("SELECT name FROM voicegate_migrations ORDER BY name", [])
        #expect(try rows.map { try $0.text(0) } == PostgresSchema.steps.map(\.name))
    }

    @Test("Ten instances that start at once on an empty database all work")
    func tenAtOnce() async throws {
        let place = try await PostgresPlace.database()
        try await expectWorking(try await openTen(place))
    }

    @Test(
        "They do so where advisory locks do nothing, or are not there",
        arguments: ["RETURN;", "RAISE EXCEPTION 'no' USING ERRCODE = 'feature_not_supported';"])
    func withoutLocks(_ body: String) async throws {
        let server = try await PostgresServer.shared
        let own = try await PostgresPlace.schema()
        try await own.run(
            """
            CREATE FUNCTION pg_advisory_lock(key bigint) RETURNS void LANGUAGE plpgsql AS
            $$ BEGIN \(body) END $$;
            CREATE FUNCTION pg_advisory_unlock(key bigint) RETURNS boolean LANGUAGE plpgsql AS
            $$ BEGIN RETURN false; END $$
            """)
        // PostgreSQL's own come later in this order, so ours go before them.
        let schema = try #require(own.location.url.split(separator: "%3D").last)
        let place = PostgresPlace(
            location: try server.location(options: "&options=-csearch_path%3D\(schema),pg_catalog"), key: own.key)
        try await expectWorking(try await openTen(place))
    }

    @Test("A database of an older version is brought up to date and keeps what it holds")
    func older() async throws {
        let place = try await PostgresPlace.schema()
        try await open(place, steps: Array(PostgresSchema.steps.prefix(2)))
        try await place.run("INSERT INTO failures (user_id, failed_at) VALUES ('00u1', 5)")
        let store = try await place.open()
        #expect(try await store.failures(of: UserID("00u1"), since: .distantPast) == 1)
        #expect(try await store.append(AuditEntry(time: noon, kind: "k")).sequence == 1)
    }

    @Test("A database of a newer version is refused, and left as it is")
    func newer() async throws {
        let place = try await PostgresPlace.schema()
        try await open(
            place, steps: PostgresSchema.steps + [.init(name: "0099-future", sql: "CREATE TABLE future (a TEXT)")])
        let error = await #expect(throws: StoreError.self) { try await place.open() }
        #expect(error?.code == .newerSchema)
        #expect(error?.message.contains("0099-future") == true)
    }

    @Test("A step that fails leaves nothing behind")
    func half() async throws {
        let place = try await PostgresPlace.schema()
        let broken = PostgresSchema.Step(name: "0099-broken", sql: "CREATE TABLE half (a TEXT); SELECT 1 / 0;")
        let error = await #expect(throws: StoreError.self) {
            try await open(place, steps: PostgresSchema.steps + [broken])
        }
        #expect(error?.code == .unavailable)
        await #expect(throws: PostgresFailure.self) { try await place.run("SELECT * FROM half") }
        #expect(try await place.open().isWritable().isWritable)
    }

    @Test("A step that a database may do without is left out where it does not work")
    func optional() async throws {
        let place = try await PostgresPlace.schema()
        let extra = PostgresSchema.Step(name: "0099-extra", sql: "CREATE FANCY TRIGGER", isOptional: true)
        for _ in 0..<2 { try await open(place, steps: PostgresSchema.steps + [extra]) }
        #expect(try await place.open().isWritable().isWritable)
    }

    @Test("A key that is not the database's is refused")
    func wrongKey() async throws {
        let place = try await PostgresPlace.schema()
        let store = try await place.open()
        #expect(try await store.save(.sample(), over: 0))
        let error = await #expect(throws: StoreError.self) {
            try await PostgresPlace(location: place.location, key: .random()).open()
        }
        #expect(error?.code == .wrongKey)
        #expect(error?.message.contains("DATA_KEY") == true)
        #expect(try await store.load(.sample()) != nil)
    }

    @Test("Of two instances that mark a new database with different keys at once, one is refused")
    func keyRace() async throws {
        let location = try await PostgresPlace.schema().location
        let outcomes = await withTaskGroup(of: StoreError.Code?.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    do {
                        _ = try await PostgresPlace(location: location, key: .random()).open()
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

    @Test("The audit trail cannot be changed, shortened or forked by statements")
    func appendOnly() async throws {
        let place = try await PostgresPlace.schema()
        let store = try await place.open()
        for kind in ["a", "b"] { _ = try await store.append(AuditEntry(time: noon, kind: kind)) }
        let before = try await store.records(after: 0, limit: 10)
        for sql in [
            "UPDATE audit SET kind = 'c' WHERE sequence = 1", "DELETE FROM audit WHERE sequence = 2",
            "DELETE FROM audit", "TRUNCATE audit",
            "INSERT INTO audit VALUES (1, 0, 'c', NULL, NULL, '{}', '', 'h') ON CONFLICT (sequence) DO UPDATE SET kind = 'c'",
            "INSERT INTO audit VALUES (9, 0, 'c', NULL, NULL, '{}', '', 'h')",
        ] {
            let failure = await #expect(throws: PostgresFailure.self, "\(sql)") { try await place.run(sql) }
            #expect(failure?.message.contains("the audit trail is append-only") == true, "\(sql)")
        }
        #expect(try await store.records(after: 0, limit: 10) == before)
    }

    @Test("Neither a call nor a secret can be read in the tables")
    func sealed() async throws {
        let place = try await PostgresPlace.schema()
        let store = try await place.open()
        _ = try await store.value(named: "handoff") { Data("the very secret key".utf8) }
        #expect(try await store.save(.sample(), over: 0, RecordedAnswer(fingerprint: "f", body: "voicegate_token=abc")))
        for (sql, secret) in [
            ("SELECT sealed FROM secrets", "very secret"), ("SELECT state FROM calls", "00u1"),
            ("SELECT sealed FROM answers", "voicegate_token"),
        ] {
            let bytes = try #require(try await store.database.read(sql, []).first).bytes(0)
            #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(sql)")
        }
    }
}
