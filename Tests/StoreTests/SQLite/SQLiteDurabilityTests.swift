import CustomDump
import Foundation
import GRDB
import Testing

@testable import CallFlow
@testable import Store

@Suite("A SQLite store outlives its process")
struct SQLiteDurabilityTests {
    private let place: Place

    init() throws {
        place = try Place()
    }

    private func fill(_ store: SQLStore) async throws -> StoredCall {
        var state = try CallState.sample()
        #expect(try await store.save(state, over: 0, .sample("first")))
        state.turns = 1
        #expect(try await store.save(state, over: 1, .sample("second")))
        #expect(try await store.acquire(state.id, owner: "a", now: noon, until: noon + 10))
        try await store.recordFailure(of: UserID("00u1"), at: noon)
        _ = try await store.value(named: "k") { Data([7]) }
        return StoredCall(state: state, version: 2, answer: .sample("second"))
    }

    private func expectFilled(_ store: SQLStore, _ call: StoredCall) async throws {
        let loaded = try await store.load(call.state.id)
        expectNoDifference(loaded, call)
        #expect(try await store.answer(of: call.state.id, at: 0) == .sample("first"))
        #expect(try await store.isHeld(call.state.id, now: noon))
        #expect(try await store.failures(of: UserID("00u1"), since: noon) == 1)
        #expect(try await store.value(named: "k") { Data([8]) } == Data([7]))
    }

    @Test("A call goes on after the store is closed and opened again")
    func reopened() async throws {
        let store = try await place.open()
        let call = try await fill(store)
        await store.close()
        try await expectFilled(place.open(), call)
    }

    @Test("A call goes on where the process was killed: nothing was closed, and the file is as it was in that moment")
    func killed() async throws {
        let store = try await place.open()
        let call = try await fill(store)
        let copy = try place.snapshot()
        let after = try await copy.open()
        try await expectFilled(after, call)
        #expect(try await after.save(call.state, over: 2, .sample("third")))
        #expect(try await store.load(call.state.id)?.version == 2)
    }

    @Test("A call moves between two instances on one file at every step")
    func twoInstances() async throws {
        let instances = [try await place.open(), try await place.open()]
        for version in 0..<10 {
            #expect(
                try await instances[version % 2].save(.sample(turns: version), over: version, .sample("\(version)")))
            let loaded = try await instances[(version + 1) % 2].load(.sample())
            #expect(loaded?.version == version + 1)
            #expect(loaded?.state.turns == version)
        }
    }

    @Test("Eight instances that create the same file at once all work")
    func startedAtOnce() async throws {
        let stores = try await withThrowingTaskGroup(of: SQLStore.self) { group in
            for _ in 0..<8 { group.addTask { try await place.open() } }
            return try await group.reduce(into: [SQLStore]()) { $0.append($1) }
        }
        for (version, store) in stores.enumerated() {
            #expect(try await store.save(.sample(), over: version))
        }
    }

    @Test("The file and its companions can be read by their owner only")
    func rights() async throws {
        let store = try await place.open()
        _ = try await fill(store)
        for suffix in ["", "-wal", "-shm"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: place.path + suffix)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600, "\(suffix)")
        }
    }

    @Test("Neither the state of a call nor what was said can be read in the file")
    func sealed() async throws {
        let store = try await place.open()
        var state = try CallState.sample()
        state.department = .billing
        #expect(
            try await store.save(
                state, over: 0, RecordedAnswer(fingerprint: "f-i-n-g-e-r", body: "voicegate_token=abc")))
        await store.close()
        let file = try Data(contentsOf: URL(fileURLWithPath: place.path))
        for text in ["voicegate_token", "f-i-n-g-e-r", "billing", "00u1"] {
            #expect(file.range(of: Data(text.utf8)) == nil, "\(text)")
        }
    }

    @Test("A save goes through although its task was cancelled")
    func cancelled() async throws {
        let store = try await place.open()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await store.save(.sample(), over: 0)
        }
        #expect(try await task.value)
        #expect(try await store.load(.sample()) != nil)
    }
}
