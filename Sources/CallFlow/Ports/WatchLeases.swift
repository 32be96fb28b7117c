public import Foundation

/// Lets one instance at a time watch a push.
public protocol WatchLeases: Sendable {
    /// Takes or prolongs the lease on a call's push.
    ///
    /// - Returns: false while another owner's lease runs.
    func acquire(_ id: CallID, owner: String, now: Date, until: Date) async throws -> Bool
    /// Gives the lease up; another owner's stays as it is.
    func release(_ id: CallID, owner: String) async throws
    /// Says whether anybody watches.
    func isHeld(_ id: CallID, now: Date) async throws -> Bool
}
