public import Foundation

/// Counts failures of people over all calls, for the lock-out.
///
/// Every method is one atomic statement or transaction.
public protocol FailureLedger: Sendable {
    /// Counts a failure before it is known to be one, if fewer than `limit` were counted at `since` or after it: of many
    /// tries at once no more get through than one after the other.
    ///
    /// - Returns: false when there are as many already; nothing is counted then.
    func reserveFailure(of user: UserID, at now: Date, since: Date, limit: Int) async throws -> Bool
    /// Takes one failure back that was reserved at a time and was none.
    func takeBackFailure(of user: UserID, at time: Date) async throws
    /// Says how many failures were counted at a time or after it.
    func failures(of user: UserID, since: Date) async throws -> Int
    /// Forgets all of a person's failures: they were verified.
    func forgiveFailures(of user: UserID) async throws
}
