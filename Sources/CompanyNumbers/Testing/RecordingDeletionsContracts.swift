import Foundation

/// One rule that every keeper of what is to be deleted keeps to, as a check that a test runs.
public struct RecordingDeletionsContract: Sendable, CustomStringConvertible {
    /// The rule, as a sentence.
    public let description: String
    /// Checks it on a keeper that is empty; throws when the rule is broken.
    public let run: @Sendable (any RecordingDeletions) async throws -> Void

    init(_ description: String, _ run: @escaping @Sendable (any RecordingDeletions) async throws -> Void) {
        self.description = description
        self.run = run
    }

    private static let start = ForwardingContract.start

    private static func deletion(_ id: Int, at seconds: Double = 0, owner: String? = "00u1") -> RecordingDeletion {
        RecordingDeletion(recordingID: "RE\(id)", ownerID: owner, dueAt: start.addingTimeInterval(seconds))
    }

    private static func claim(
        _ store: any RecordingDeletions, at seconds: Double, limit: Int = 10
    ) async throws -> [RecordingDeletion] {
        let now = start.addingTimeInterval(seconds)
        return try await store.claimDue(now: now, until: now.addingTimeInterval(600), limit: limit)
    }

    private static func expect<Value: Equatable>(
        _ value: Value, _ expected: Value, line: Int = #line
    ) throws(ForwardingContract.Violation) {
        try ForwardingContract.expect(value, expected, line: line)
    }

    /// All rules.
    public static let all: [RecordingDeletionsContract] = [
        RecordingDeletionsContract("What is due is taken, the oldest first, and nothing else") { store in
            for (id, seconds) in [(1, 20.0), (2, 10), (3, 30), (4, 31)] {
                try await store.schedule(deletion(id, at: seconds, owner: id == 2 ? nil : "00u\(id)"))
            }
            try expect(await claim(store, at: 9.9), [])
            let due = try await claim(store, at: 30)
            try expect(due.map(\.recordingID), ["RE2", "RE1", "RE3"])
            try expect(due.map(\.ownerID), [nil, "00u1", "00u3"])
            try expect(due.map(\.tries), [1, 1, 1])
            try expect(due[0].dueAt, start.addingTimeInterval(10))
        },
        RecordingDeletionsContract("No more is taken than is asked for") { store in
            for id in 0..<5 { try await store.schedule(deletion(id, at: Double(id))) }
            try expect(await claim(store, at: 10, limit: 2).count, 2)
            try expect(await claim(store, at: 10, limit: 9).count, 3)
        },
        RecordingDeletionsContract("What was taken and not settled is due again later, with its tries counted") {
            store in
            try await store.schedule(deletion(1))
            try expect(await claim(store, at: 0).map(\.tries), [1])
            try expect(await claim(store, at: 599), [])
            try expect(await claim(store, at: 600).map(\.tries), [2])
        },
        RecordingDeletionsContract("What is put off is due then") { store in
            try await store.schedule(deletion(1))
            _ = try await claim(store, at: 0)
            try await store.putOff("RE1", until: start.addingTimeInterval(60))
            try expect(await claim(store, at: 59), [])
            try expect(await claim(store, at: 60).map(\.tries), [2])
            try await store.putOff("RE9", until: start)
            try expect(await claim(store, at: 61), [])
        },
        RecordingDeletionsContract("What is done is forgotten, and the first time that was said counts") { store in
            try await store.schedule(deletion(1, at: 10))
            try await store.schedule(deletion(1, at: 99, owner: "00u2"))
            try expect(await claim(store, at: 10).map(\.ownerID), ["00u1"])
            try await store.forget("RE1")
            try await store.forget("RE1")
            try expect(await claim(store, at: 10_000), [])
        },
        RecordingDeletionsContract("When it is to be deleted, and what is to be told before, stay with it") { store in
            let id = "RE" + String(repeating: "a", count: 32)
            let report = FinishedRecording(callID: "CA1", id: id, seconds: 7)
            try await store.schedule(
                RecordingDeletion(
                    recordingID: id, ownerID: "00u1", dueAt: start, deleteAt: start.addingTimeInterval(900.5),
                    report: report))
            try await store.schedule(deletion(2))
            let due = try await claim(store, at: 0).sorted { $0.recordingID < $1.recordingID }
            try expect(due.map(\.deleteAt), [start, start.addingTimeInterval(900.5)])
            try expect(due.map(\.report), [nil, report])
            try await store.putOff(id, until: start.addingTimeInterval(60))
            try expect(await claim(store, at: 60).map(\.report), [report])
        },
        RecordingDeletionsContract("Of many that take at once each gets its own") { store in
            for id in 0..<40 { try await store.schedule(deletion(id)) }
            let taken = try await withThrowingTaskGroup(of: [String].self) { group in
                for _ in 0..<8 {
                    group.addTask { try await claim(store, at: 1, limit: 5).map(\.recordingID) }
                }
                return try await group.reduce([], +)
            }
            try expect(taken.count, 40)
            try expect(Set(taken).count, 40)
        },
    ]
}
