import Dispatch
import Foundation
import Testing

@testable import CallFlow
@testable import Store

@Suite("What a database has to do")
struct DatabaseLoadTests {
    @Test func `A PostgreSQL pool tells its connections, which are in use, and who waits`() async throws {
        let place = try await PostgresPlace.schema()
        let store = try await place.open(PostgresOptions(connections: 2, patience: .seconds(20), connectSeconds: 20))
        // Opening may have taken the second connection, too.
        try await eventually { store.load.connections >= 1 && store.load.inUse == 0 && store.load.waiting == 0 }
        let gate = DispatchSemaphore(value: 0)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<2 {
                // Both threads of the pool stand at the gate.
                group.addTask { try await store.database.transaction { _ in gate.wait() } }
            }
            try await eventually { store.load == DatabaseLoad(connections: 2, inUse: 2, waiting: 0) }
            for _ in 0..<3 {
                group.addTask { _ = try await store.load(.sample()) }
            }
            try await eventually { store.load == DatabaseLoad(connections: 2, inUse: 2, waiting: 3) }
            gate.signal()
            gate.signal()
            try await group.waitForAll()
        }
        try await eventually { store.load == DatabaseLoad(connections: 2, inUse: 0, waiting: 0) }
        await store.close()
    }

    @Test func `A SQLite file tells who waits to write`() async throws {
        let place = try Place()
        let store = try await place.open()
        #expect(store.load == DatabaseLoad(connections: 1, inUse: 0, waiting: 0))
        await store.close()
        withExtendedLifetime(place) {}
    }
}
