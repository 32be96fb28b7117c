public import Foundation

/// Keeps what is to be deleted in this process: for tests.
public actor MemoryRecordingDeletions: RecordingDeletions {
    private var kept: [String: RecordingDeletion] = [:]

    /// Makes an empty one.
    public init() {}

    /// Notes that a recording is to be deleted; of one that is noted already nothing changes.
    public func schedule(_ deletion: RecordingDeletion) {
        if kept[deletion.recordingID] == nil { kept[deletion.recordingID] = deletion }
    }

    /// Takes what is due, the oldest first.
    public func claimDue(now: Date, until: Date, limit: Int) -> [RecordingDeletion] {
        let due = kept.values.filter { $0.dueAt <= now }.sorted { $0.dueAt < $1.dueAt }.prefix(limit)
        return due.map { found in
            kept[found.recordingID] = found.due(at: until, tries: found.tries + 1)
            return found.due(at: found.dueAt, tries: found.tries + 1)
        }
    }

    /// Makes a recording due at another time.
    public func putOff(_ recordingID: String, until: Date) {
        guard let found = kept[recordingID] else { return }
        kept[recordingID] = found.due(at: until, tries: found.tries)
    }

    /// Forgets a recording.
    public func forget(_ recordingID: String) { kept[recordingID] = nil }
}
