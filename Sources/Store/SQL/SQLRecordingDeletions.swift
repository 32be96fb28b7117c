public import CompanyNumbers
public import Foundation

/// Keeps in a SQL database which recordings are to be deleted, for all instances.
public struct SQLRecordingDeletions: RecordingDeletions {
    private let store: SQLStore

    init(_ store: SQLStore) { self.store = store }

    /// What is sealed of a deletion.
    private struct Content: Codable {
        let recordingID: String
        let ownerID: String?
        /// Missing where it is deleted when it is due.
        let deleteAt: Date?
        /// Missing where nobody is to be told.
        let callID: String?
        let seconds: Int?
    }

    /// Notes that a recording is to be deleted; of one that is noted already nothing changes.
    ///
    /// - Throws: ``StoreError``.
    public func schedule(_ deletion: RecordingDeletion) async throws {
        let name = name(of: deletion.recordingID)
        let content = Content(
            recordingID: deletion.recordingID, ownerID: deletion.ownerID, deleteAt: deletion.deleteAt,
            callID: deletion.report?.callID, seconds: deletion.report?.seconds)
        let sealed = try store.sealed(content, as: Self.what, scope: Self.scope(of: name), label: "")
        _ = try await store.database.write(
            Statements.scheduleDeletion, [.text(name), .bytes(sealed), .time(deletion.dueAt)])
    }

    /// Takes what is due, the oldest first, in one transaction.
    ///
    /// - Throws: ``StoreError``.
    public func claimDue(now: Date, until: Date, limit: Int) async throws -> [RecordingDeletion] {
        // Most of the time there is nothing to do, and no reason to hold writers up.
        guard limit > 0, try await !store.database.read(Statements.dueDeletions, [.time(now), .number(1)]).isEmpty
        else { return [] }
        let rows = try await store.database.transaction { transaction throws(StoreError) in
            try transaction.claim(
                Statements.dueDeletions, by: Statements.claimDeletion, now: now, until: until, limit: limit)
        }
        return try deletions(rows)
    }

    /// Opens deletions; one that cannot be opened does not hold up the others, and is due again later.
    private func deletions(_ rows: [SQLRow]) throws(StoreError) -> [RecordingDeletion] {
        var found: [RecordingDeletion] = []
        var trouble: StoreError?
        for row in rows {
            do {
                found.append(try deletion(row))
            } catch {
                trouble = error
            }
        }
        if let trouble, found.isEmpty { throw trouble }
        return found
    }

    /// Makes a recording due at another time.
    ///
    /// - Throws: ``StoreError``.
    public func putOff(_ recordingID: String, until: Date) async throws {
        _ = try await store.database.write(
            Statements.putOffDeletion, [.time(until), .text(name(of: recordingID))])
    }

    /// Forgets a recording.
    ///
    /// - Throws: ``StoreError``.
    public func forget(_ recordingID: String) async throws {
        _ = try await store.database.write(Statements.forgetDeletion, [.text(name(of: recordingID))])
    }

    private func deletion(_ row: SQLRow) throws(StoreError) -> RecordingDeletion {
        let content = try store.opened(
            Content.self, try row.bytes(1), as: Self.what, scope: Self.scope(of: try row.text(0)), label: "")
        let report = content.callID.flatMap {
            FinishedRecording(callID: $0, id: content.recordingID, seconds: content.seconds)
        }
        return RecordingDeletion(
            recordingID: content.recordingID, ownerID: content.ownerID, dueAt: try row.time(2),
            deleteAt: content.deleteAt, report: report, tries: try row.number(3) + 1)
    }

    private static let what = "a recording"

    private static func scope(of name: String) -> String { "recording \(name)" }

    private func name(of recordingID: String) -> String {
        store.pseudonyms.pseudonym(of: recordingID, scope: "recordings")
    }
}

extension SQLStore {
    /// Which recordings are to be deleted.
    public var recordingDeletions: SQLRecordingDeletions { SQLRecordingDeletions(self) }
}
