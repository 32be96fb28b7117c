import Audit
import Foundation
import Testing

@testable import CallFlow
@testable import Store

@Suite("Instances that share a PostgreSQL database")
struct PostgresSharingTests {
    private func pair() async throws -> [SQLStore] {
        let place = try await PostgresPlace.schema()
        return [try await place.open(), try await place.open()]
    }

    /// Runs something many times at once, in turn on each store.
    private func many<Value: Sendable>(
        _ count: Int, on stores: [SQLStore], _ body: @escaping @Sendable (SQLStore, Int) async throws -> Value
    ) async throws -> [Value] {
        try await withThrowingTaskGroup(of: Value.self) { group in
            for index in 0..<count {
                group.addTask { try await body(stores[index % stores.count], index) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    @Test("A call moves between them at every step")
    func hops() async throws {
        let stores = try await pair()
        for version in 0..<10 {
            #expect(try await stores[version % 2].save(.sample(turns: version), over: version, .sample("\(version)")))
            let loaded = try await stores[(version + 1) % 2].load(.sample())
            #expect(loaded?.version == version + 1)
            #expect(loaded?.state.turns == version)
        }
    }

    @Test("One of all who save, claim or lease at once has it")
    func races() async throws {
        let stores = try await pair()
        let saved = try await many(20, on: stores) { store, _ in try await store.save(.sample(), over: 0) }
        #expect(saved.count { $0 } == 1)
        let claims = try await many(20, on: stores) { store, owner in
            try await store.claim(.sample(), version: 1, owner: "\(owner)", now: noon, until: noon + 12)
        }
        #expect(claims.count { $0 } == 1)
        let leases = try await many(20, on: stores) { store, owner in
            try await store.acquire(.sample(), owner: "\(owner)", now: noon, until: noon + 10)
        }
        #expect(leases.count { $0 } == 1)
    }

    @Test("Their appends to the audit trail at once make one unbroken chain")
    func chain() async throws {
        let stores = try await pair()
        _ = try await many(60, on: stores) { store, index in
            try await store.append(AuditEntry(time: noon, kind: "\(index)"))
        }
        let records = try await stores[0].records(after: 0, limit: 100)
        #expect(Set(records.map(\.entry.kind)).count == 60)
        var verifier = AuditVerifier()
        for record in records where !verifier.check(record) { break }
        #expect(verifier.verdict == .whole(records: 60, end: records.last?.link))
    }

    @Test("They agree on a secret")
    func secret() async throws {
        let secrets = try await many(20, on: try await pair()) { store, _ in
            try await store.value(named: "k") { Data(UUID().uuidString.utf8) }
        }
        #expect(Set(secrets).count == 1)
    }

    @Test("What a transaction reads, computes and writes back is not lost to another one")
    func lostUpdates() async throws {
        let stores = try await pair()
        _ = try await stores[0].database.write(Statements.writeMark, [.text("count"), .bytes(Data([0]))])
        _ = try await many(40, on: stores) { store, _ in
            try await store.database.transaction { transaction throws(StoreError) in
                let count = try transaction.read(Statements.mark, [.text("count")])[0].bytes(0)[0]
                _ = try transaction.write(Statements.writeMark, [.text("count"), .bytes(Data([count + 1]))])
            }
        }
        let rows = try await stores[1].database.read(Statements.mark, [.text("count")])
        #expect(try rows.first?.bytes(0) == Data([40]))
    }

    @Test("A limit over several rows holds although each of two at once sees room for itself")
    func writeSkew() async throws {
        let stores = try await pair()
        let user = SQLValue.text("00u1")
        let granted = try await many(30, on: stores) { store, index in
            try await store.database.transaction { transaction throws(StoreError) in
                let count = try transaction.read(Statements.countFailures, [user, .integer(0)])[0].number(0)
                guard count < 5 else { return false }
                return try transaction.write(Statements.insertFailure, [user, .number(index)]) == 1
            }
        }
        #expect(granted.count { $0 } == 5)
        #expect(try await stores[0].failures(of: UserID("00u1"), since: .distantPast) == 5)
    }

    @Test("A transaction whose body throws is undone, and its error passed on")
    func undone() async throws {
        let stores = try await pair()
        let error = await #expect(throws: StoreError.self) {
            try await stores[0].database.transaction { transaction throws(StoreError) in
                _ = try transaction.write(Statements.insertFailure, [.text("00u1"), .integer(1)])
                throw StoreError(.corrupt, "enough")
            }
        }
        #expect(error?.message == "enough")
        #expect(try await stores[1].failures(of: UserID("00u1"), since: .distantPast) == 0)
    }

    @Test("A statement that the server refuses inside a transaction undoes it, also when the body goes on")
    func swallowed() async throws {
        let store = try await pair()[0]
        let error = await #expect(throws: StoreError.self) {
            try await store.database.transaction { transaction throws(StoreError) in
                _ = try transaction.write(Statements.insertFailure, [.text("00u1"), .integer(1)])
                _ = try? transaction.write("INSERT INTO nowhere VALUES (?)", [.text("00uSecret")])
            }
        }
        #expect(error?.code == .corrupt)
        #expect(error?.description.contains("00uSecret") == false)
        #expect(try await store.failures(of: UserID("00u1"), since: .distantPast) == 0)
    }

    @Test("A save goes through although its task was cancelled")
    func cancelled() async throws {
        let store = try await pair()[0]
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await store.save(.sample(), over: 0)
        }
        #expect(try await task.value)
        #expect(try await store.load(.sample()) != nil)
    }
}
