public import Foundation

/// Keeps which recordings are to be deleted and when, also over a restart.
///
/// Each method is one atomic statement or transaction.
public protocol RecordingDeletions: Sendable {
    /// Notes that a recording is to be deleted; of one that is noted already nothing changes.
    func schedule(_ deletion: RecordingDeletion) async throws

    /// Takes what is due, the oldest first.
    ///
    /// What was taken is due again at `until`: so another instance leaves it alone, and what a process that died had
    /// taken is made up.
    ///
    /// - Parameters:
    ///   - now: The time.
    ///   - until: When what is taken is due again.
    ///   - limit: How many at most.
    /// - Returns: What was taken, with this try counted.
    /// - Throws: When the keeper does not answer.
    func claimDue(now: Date, until: Date, limit: Int) async throws -> [RecordingDeletion]

    /// Makes a recording due at another time; does nothing for one that is not known.
    func putOff(_ recordingID: String, until: Date) async throws

    /// Forgets a recording; does nothing for one that is not known.
    func forget(_ recordingID: String) async throws
}

/// A recording that is to be deleted at Twilio, after its employee was told of it.
public struct RecordingDeletion: Sendable, Equatable {
    /// `RE…`.
    public let recordingID: String
    /// Okta's id of the employee; nil when nobody is known.
    public let ownerID: String?
    /// When it is to be looked at next.
    public let dueAt: Date
    /// When it is to be deleted, not before.
    public let deleteAt: Date
    /// What Twilio reported, so that the employee can be told when the process that was to do it is gone; nil where
    /// nobody is to be told.
    public let report: FinishedRecording?
    /// How often it was looked at.
    public let tries: Int

    /// Makes a value.
    ///
    /// - Parameters:
    ///   - recordingID: `RE…`.
    ///   - ownerID: Okta's id of the employee.
    ///   - dueAt: When it is to be looked at next.
    ///   - deleteAt: When it is to be deleted; nil for then.
    ///   - report: What Twilio reported; nil where nobody is to be told.
    ///   - tries: How often it was looked at.
    public init(
        recordingID: String, ownerID: String?, dueAt: Date, deleteAt: Date? = nil, report: FinishedRecording? = nil,
        tries: Int = 0
    ) {
        self.recordingID = recordingID
        self.ownerID = ownerID
        self.dueAt = dueAt
        self.deleteAt = deleteAt ?? dueAt
        self.report = report
        self.tries = tries
    }

    /// The same, due at another time.
    func due(at date: Date, tries: Int) -> RecordingDeletion {
        RecordingDeletion(
            recordingID: recordingID, ownerID: ownerID, dueAt: date, deleteAt: deleteAt, report: report, tries: tries)
    }
}

/// Deletes recordings of our own account.
public protocol RecordingRemover: Sendable {
    /// Deletes a recording; doing it again does no harm.
    func delete(_ recordingID: String, deadline: ContinuousClock.Instant) async -> RecordingRemoval
}

/// What came of deleting a recording.
public enum RecordingRemoval: String, Sendable, Equatable, CaseIterable {
    case deleted
    /// It was not there any more.
    case missing
    /// It may still be there: it is to be tried again.
    case failed
}
