/// Fetches recordings of our own account.
public protocol RecordingSource: Sendable {
    /// Fetches a recording.
    ///
    /// - Parameters:
    ///   - id: `RE…`, checked by ``VoicemailLink``.
    ///   - deadline: When the answer is of no use any more.
    /// - Returns: The sound, or why there is none.
    func recording(_ id: String, deadline: ContinuousClock.Instant) async -> RecordingOutcome
}

/// What came of fetching a recording.
public enum RecordingOutcome: Sendable, Equatable {
    /// MP3.
    case sound([UInt8])
    /// It was deleted, or is not ready yet.
    case missing
    case unavailable
}
