public import PhoneNumbers

/// Finds whose a company number is.
public protocol OwnerDirectory: Sendable {
    /// Looks a company number up.
    ///
    /// - Parameters:
    ///   - number: The number that was called, or that might be one of ours.
    ///   - deadline: When the answer is of no use any more.
    /// - Returns: ``OwnerLookup/found(_:)`` only for one active person.
    func owner(of number: PhoneNumber, deadline: ContinuousClock.Instant) async -> OwnerLookup
}

/// What came of looking a company number up.
public enum OwnerLookup: Sendable, Equatable {
    case found(Employee)
    case nobody(Reason)
    /// The directory did not answer in time, or not sensibly.
    case unavailable

    /// Why nobody was found; for logs and metrics, never for the caller.
    public enum Reason: String, Sendable, Equatable, CaseIterable {
        case noMatch, severalMatches, notActive
    }

    /// Whether the number is somebody's, of whatever status; nil when that is not known.
    var isTaken: Bool? {
        switch self {
        case .nobody(.noMatch): false
        case .found, .nobody: true
        case .unavailable: nil
        }
    }
}
