public import PhoneNumbers

/// Finds people by the number they call from.
public protocol CallerDirectory: Sendable {
    /// Looks a calling number up.
    ///
    /// - Parameters:
    ///   - number: Who calls, E.164.
    ///   - deadline: When the answer is of no use any more.
    /// - Returns: ``CallerLookup/found(_:)`` only for one active person whose profile was read by id.
    func identify(_ number: PhoneNumber, deadline: ContinuousClock.Instant) async -> CallerLookup
}
