public import Foundation

/// Removes what nobody needs any more.
public protocol Sweeper: Sendable {
    /// Deletes calls past their expiry with their answers, leases that have run out, and failures of long ago; wipes
    /// messages whose codes have expired, and deletes old deliveries, counts that have ended and jobs done long ago.
    ///
    /// It works in small transactions, so that calls do not wait for it. Several instances may sweep at once.
    ///
    /// - Parameters:
    ///   - now: The time.
    ///   - failuresBefore: Failures older than this are forgotten.
    /// - Returns: How much was removed.
    /// - Throws: ``StoreError``.
    func sweep(now: Date, failuresBefore: Date) async throws -> SweepReport
}

/// How much a sweep removed.
public struct SweepReport: Sendable, Equatable {
    /// Calls, each with its answers.
    public var calls: Int
    /// Leases that had run out.
    public var leases: Int
    /// Failures that no window counts any more.
    public var failures: Int
    /// Messages that were wiped, their codes having expired.
    public var messages: Int
    /// Events of long ago, each with its sends.
    public var deliveries: Int
    /// Counts of sends that have ended.
    public var counts: Int
    /// Jobs that were done long ago.
    public var jobs: Int

    /// Makes a report; of an idle sweep without arguments.
    public init(
        calls: Int = 0, leases: Int = 0, failures: Int = 0, messages: Int = 0, deliveries: Int = 0, counts: Int = 0,
        jobs: Int = 0
    ) {
        self.calls = calls
        self.leases = leases
        self.failures = failures
        self.messages = messages
        self.deliveries = deliveries
        self.counts = counts
        self.jobs = jobs
    }
}
