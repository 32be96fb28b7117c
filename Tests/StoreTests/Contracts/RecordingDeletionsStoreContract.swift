import CompanyNumbers
import Foundation
import GRDB
import Testing

@testable import Store

@Suite("What recordings are to be deleted, in a database")
struct RecordingDeletionsStoreContract {
    @Test("It keeps to the contract in a SQLite file", arguments: RecordingDeletionsContract.all)
    func sqlite(_ contract: RecordingDeletionsContract) async throws {
        let place = try Place()
        try await contract.run(try await place.open().recordingDeletions)
        withExtendedLifetime(place) {}
    }

    @Test("It keeps to the contract in PostgreSQL", arguments: RecordingDeletionsContract.all)
    func postgres(_ contract: RecordingDeletionsContract) async throws {
        let store = try await PostgresPlace.schema().open()
        try await contract.run(store.recordingDeletions)
        await store.close()
    }

    @Test("What is to be deleted is known after a restart, and the file shows no recording")
    func restart() async throws {
        let place = try Place()
        let first = try await place.open()
        try await first.recordingDeletions.schedule(
            RecordingDeletion(recordingID: "RE0123456789", ownerID: "00uSomebody", dueAt: noon))
        let bytes = try ["", "-wal"].map { try Data(contentsOf: URL(filePath: place.path + $0)) }.reduce(Data(), +)
        for text in ["RE0123456789", "00uSomebody"] { #expect(bytes.range(of: Data(text.utf8)) == nil) }
        let copy = try place.snapshot()
        let due = try await copy.open().recordingDeletions.claimDue(now: noon, until: noon + 1, limit: 9)
        #expect(
            due == [RecordingDeletion(recordingID: "RE0123456789", ownerID: "00uSomebody", dueAt: noon, tries: 1)])
        withExtendedLifetime((place, copy)) {}
    }

    @Test("What can be read and not be taken holds nobody up, and is not lost", .timeLimit(.minutes(1)))
    func stuck() async throws {
        let place = try Place()
        let store = try await place.open()
        let deletions = store.recordingDeletions
        for (id, seconds) in [("RE1", 0.0), ("RE2", 1)] {
            try await deletions.schedule(RecordingDeletion(recordingID: id, ownerID: nil, dueAt: noon + seconds))
        }
        let database = try #require(store.database as? SQLiteDatabase)
        let first = noon.storedMilliseconds
        try await database.pool.write {
            try $0.execute(
                sql: """
                    CREATE TRIGGER stuck BEFORE UPDATE ON recording_deletions WHEN old.due_at = \(first)
                    BEGIN SELECT RAISE(IGNORE); END
                    """)
        }
        let later = noon + 2
        #expect(
            try await deletions.claimDue(now: later, until: later + 60, limit: 1).map(\.recordingID) == ["RE2"])
        #expect(try await deletions.claimDue(now: later, until: later + 60, limit: 9).isEmpty)
        try await database.pool.write { try $0.execute(sql: "DROP TRIGGER stuck") }
        #expect(
            try await deletions.claimDue(now: later, until: later + 60, limit: 9).map(\.recordingID) == ["RE1"])
        withExtendedLifetime(place) {}
    }
}
