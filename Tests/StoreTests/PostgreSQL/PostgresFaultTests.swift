import Dispatch
import Foundation
import Testing

@testable import CallFlow
@testable import Store

@Suite("A PostgreSQL store on a bad day")
struct PostgresFaultTests {
    /// Few connections, and waits that a machine that freezes for a second and a half does not break: not the server's
    /// time for a statement or for a connection, nor the grace in which its refusal arrives.
    private static let quick = PostgresOptions(
        connections: 3, patience: .seconds(4), grace: .seconds(2), connectSeconds: 3, schemaPatience: .seconds(20))
    /// Nobody waits a second time.
    private static let limit = quick.patience * 2

    /// What comes of work: the error's code, or nil; and how long it took.
    private func outcome(_ work: () async throws -> Void) async -> (code: StoreError.Code?, took: Duration) {
        var code: StoreError.Code?
        let took = await ContinuousClock().measure {
            do {
                try await work()
            } catch {
                code = (error as? StoreError)?.code ?? .corrupt
            }
        }
        return (code, took)
    }

    // MARK: Never reached

    @Test(
        "A place where no database answers, or that refuses us, is named as the trouble, without the password",
        arguments: [
            ("voicegate:hunter2@127.0.0.1:PORT/postgres", "password authentication failed"),
            ("nobody:hunter2@127.0.0.1:PORT/postgres", "nobody"),
            ("voicegate:p%40ss%20word@127.0.0.1:PORT/hunter3", "hunter3"),
            ("voicegate:hunter2@127.0.0.1:1/postgres", "refused"),
            ("voicegate:hunter2@host.invalid:PORT/postgres", "host.invalid"),
            ("voicegate:hunter2@127.0.0.1:PORT/postgres?sslmode=require", "SSL"),
            ("voicegate:hunter2@127.0.0.1:PORT/postgres?no_such_option=hunter2", "options"),
        ])
    func unreachable(_ address: String, _ reason: String) async throws {
        let port = try await PostgresServer.shared.port
        let location = try PostgresLocation("postgres://" + address.replacing("PORT", with: "\(port)"))
        let began = ContinuousClock.now
        let error = await #expect(throws: StoreError.self) {
            try await SQLStore.openPostgres(at: location, key: .random())
        }
        #expect(ContinuousClock.now - began < .seconds(15))
        #expect(error?.code == .unavailable)
        let text = error.map { "\($0)" } ?? ""
        #expect(text.contains(reason), "\(text)")
        #expect(!text.contains("hunter2") && !text.contains("p@ss") && !text.contains("\n"), "\(text)")
    }

    @Test("Of several hosts the one that works is taken")
    func hosts() async throws {
        let place = try await PostgresPlace.schema()
        let url = place.location.url + "&host=127.0.0.1,127.0.0.1&port=1,\(place.location.port)"
        let store = try await PostgresPlace(location: try PostgresLocation(url), key: place.key).open()
        #expect(await store.isWritable().isWritable)
    }

    @Test("No request waits longer than two seconds")
    func patience() {
        #expect(PostgresOptions().patience <= .seconds(2))
        #expect(PostgresOptions().statementTimeout < PostgresOptions().patience)
    }

    // MARK: Restarted, gone

    @Test("A restart between two requests is not noticed", arguments: [PostgresServer.Command.stop, .crash])
    func restarted(_ end: PostgresServer.Command) async throws {
        let server = try await PostgresServer()
        defer { server.end() }
        let place = PostgresPlace(location: try server.location(), key: .random())
        let store = try await place.open()
        #expect(try await store.save(.sample(), over: 0))
        for version in 1...3 {
            try await server.tell(end)
            try await server.tell(.start)
            #expect(try await store.load(.sample())?.version == version)
            #expect(try await store.save(.sample(), over: version))
        }
    }

    @Test("A request that comes while the server restarts waits for it")
    func waiting() async throws {
        let server = try await PostgresServer()
        defer { server.end() }
        let store = try await PostgresPlace(location: try server.location(), key: .random()).open()
        #expect(try await store.save(.sample(), over: 0))
        try await server.tell(.stop)
        async let loaded = store.load(.sample())
        async let isSaved = store.save(.sample(), over: 1)
        try await server.tell(.start)
        _ = try await loaded
        #expect(try await isSaved)
    }

    @Test("While the server is gone every request is refused in time, after a while at once, and the probe says so")
    func gone() async throws {
        let server = try await PostgresServer()
        defer { server.end() }
        let store = try await PostgresPlace(location: try server.location(), key: .random()).open(Self.quick)
        #expect(try await store.save(.sample(), over: 0))
        try await server.tell(.stop)

        let first = await outcome { _ = try await store.save(.sample(), over: 1) }
        #expect(first.code == .unavailable)
        #expect(first.took < Self.limit)
        let second = await outcome { _ = try await store.load(.sample()) }
        #expect(second.code == .unavailable)
        let later = await outcome { for _ in 0..<100 { try? await store.recordFailure(of: UserID("00u1"), at: noon) } }
        // Not even one of them waited.
        #expect(later.took < Self.quick.patience)
        let writability = await store.isWritable()
        #expect(writability.reason?.contains("cannot be reached") == true)
        #expect(writability.reason?.contains("p@ss") == false)
        #expect(writability.reason?.contains("127.0.0.1") == false)

        try await server.tell(.start)
        try await eventually { await store.isWritable().isWritable }
        #expect(try await store.save(.sample(), over: 1))
    }

    // MARK: Silent

    @Test("A connection that falls silent holds nobody up for longer than patience, and another one takes its place")
    func silent() async throws {
        let proxy = try FreezingProxy(to: try await PostgresServer.shared.port)
        proxy.start()
        defer { proxy.end() }
        let schema = try await PostgresPlace.schema()
        let url = schema.location.url.replacing(":\(schema.location.port)/", with: ":\(proxy.port)/")
        let place = PostgresPlace(location: try PostgresLocation(url), key: schema.key)
        let store = try await place.open(Self.quick)
        #expect(try await store.save(.sample(), over: 0))
        proxy.freeze()

        let outcomes = await withTaskGroup(of: (StoreError.Code?, Duration).self) { group in
            for _ in 0..<10 {
                group.addTask { await outcome { _ = try await store.load(.sample()) } }
                group.addTask { await outcome { try await store.recordFailure(of: UserID("00u1"), at: noon) } }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.allSatisfy { $0.0 != nil && $0.1 < Self.limit }, "\(outcomes)")

        proxy.thaw()
        try await eventually { await store.isWritable().isWritable }
        #expect(try await store.load(.sample())?.version == 1)
        #expect(try await store.save(.sample(), over: 1))
    }

    @Test("A lock of somebody else's is waited for no longer than patience, and the connection is kept")
    func locked() async throws {
        let place = try await PostgresPlace.schema()
        // One connection: with more, the next request may be another's.
        var options = Self.quick
        options.connections = 1
        let store = try await place.open(options)
        #expect(try await store.save(.sample(), over: 0))
        let pid = try await backend(store)
        let other = try await place.open()
        let release = DispatchSemaphore(value: 0)
        defer { release.signal() }
        let lock = Task {
            try await other.database.transaction { transaction throws(StoreError) in
                _ = try transaction.write("LOCK TABLE calls IN ACCESS EXCLUSIVE MODE", [])
                // Longer than the other's patience; it has a thread of its own.
                _ = release.wait(timeout: .now() + .seconds(15))
            }
        }
        try await eventually {
            // Of this test's own table: others make theirs at the same time.
            try await !other.database.read(
                "SELECT 1 FROM pg_locks WHERE granted AND relation = 'calls'::regclass AND mode = ?",
                [.text("AccessExclusiveLock")]
            ).isEmpty
        }
        let blocked = await outcome { _ = try await store.load(.sample()) }
        #expect(blocked.code == .busy)
        #expect(blocked.took < Self.limit)
        #expect(try await backend(store) == pid)
        release.signal()
        try await lock.value
        #expect(try await store.load(.sample())?.version == 1)
    }

    private func backend(_ store: SQLStore) async throws -> Int {
        try await store.database.read("SELECT pg_backend_pid()", [])[0].number(0)
    }

    @Test("More requests than connections wait for their turn")
    func queue() async throws {
        let store = try await PostgresPlace.schema().open()
        let done = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<300 { group.addTask { try await store.save(.sample(number), over: 0) } }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(done == 300)
    }

    @Test("When all connections are in use for too long, who waits is told so")
    func exhausted() async throws {
        let store = try await PostgresPlace.schema().open(Self.quick)
        let outcomes = await withTaskGroup(of: (StoreError.Code?, Duration).self) { group in
            for _ in 0..<10 {
                group.addTask {
                    await outcome { _ = try await store.database.read("SELECT 1 FROM pg_sleep(?)", [.integer(5)]) }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.allSatisfy { $0.0 == .busy && $0.1 < Self.limit }, "\(outcomes)")
        try await eventually { await store.isWritable().isWritable }
    }

    // MARK: Refused

    @Test("A user who may only read gets calls, and no saves")
    func readOnly() async throws {
        let place = try await PostgresPlace.schema()
        #expect(try await place.open().save(.sample(), over: 0))
        let url = place.location.url + "%20-cdefault_transaction_read_only%3Don"
        let reader = PostgresPlace(location: try PostgresLocation(url), key: place.key)
        let store = try await reader.open()
        #expect(try await store.load(.sample())?.version == 1)
        #expect(await outcome { _ = try await store.save(.sample(), over: 1) }.code == .readOnly)
        #expect(await store.isWritable().reason?.contains("readOnly") == true)
    }

    @Test("A store that was closed says so, and what was begun before is done")
    func closed() async throws {
        let place = try await PostgresPlace.schema()
        let store = try await place.open()
        async let isSaved = store.save(.sample(), over: 0)
        try await eventually { try await place.open().load(.sample()) != nil }
        #expect(try await isSaved)
        await store.close()
        await store.close()
        #expect(await outcome { _ = try await store.load(.sample()) }.code == .closed)
        #expect(await outcome { _ = try await store.save(.sample(), over: 1) }.code == .closed)
        #expect(await !store.isWritable().isWritable)
    }

    @Test("Nobody is left waiting when a store is closed under load")
    func closedUnderLoad() async throws {
        let store = try await PostgresPlace.schema().open()
        let codes = await withTaskGroup(of: StoreError.Code?.self) { group in
            for number in 0..<100 {
                group.addTask { await outcome { _ = try await store.save(.sample(number), over: 0) }.code }
            }
            group.addTask {
                await store.close()
                return nil
            }
            return await group.reduce(into: [StoreError.Code?]()) { $0.append($1) }
        }
        #expect(Set(codes).isSubset(of: [nil, .closed]))
    }
}
