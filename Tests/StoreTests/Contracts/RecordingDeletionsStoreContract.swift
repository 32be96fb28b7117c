import CompanyNumbers
import Foundation
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
}
