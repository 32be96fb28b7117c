public import Foundation

extension SQLStore: Sweeper {
    /// How long events and their sends are kept, in seconds: thirty days.
    static let historyLife = 30 * 86_400.0
    /// How long the id of a job that is done is remembered, in seconds: two days, where one is asked for.
    static let doneJobLife = 2 * 86_400.0
    /// How many rows one transaction of a sweep removes at most.
    private static let sweepBatch = 200

    /// Deletes what has run out, in small transactions.
    public func sweep(now: Date, failuresBefore: Date) async throws(StoreError) -> SweepReport {
        var report = SweepReport(
            calls: try await sweep(Statements.sweepCalls, before: now),
            leases: try await sweep(Statements.sweepLeases, before: now),
            failures: try await sweep(Statements.sweepFailures, before: failuresBefore))
        report.messages = try await wipeMessages(now: now)
        report.deliveries = try await sweep(
            Statements.sweepDeliveries, before: now.addingTimeInterval(-Self.historyLife))
        report.jobs = try await sweep(Statements.sweepJobs, before: now.addingTimeInterval(-Self.doneJobLife))
        let time = SQLValue.time(now)
        report.counts = try await sweep(
            Statements.sweepCounts, [time, time, .number(Self.sweepBatch), time, time])
        _ = try await sweepForwarding(now: now)
        return report
    }

    /// Wipes the messages whose codes have expired.
    ///
    /// - Returns: How many there were.
    @discardableResult
    func wipeMessages(now: Date) async throws(StoreError) -> Int {
        try await sweep(Statements.wipeMessages, before: now)
    }

    func sweep(_ statement: String, before time: Date) async throws(StoreError) -> Int {
        try await sweep(statement, [.time(time), .number(Self.sweepBatch), .time(time)])
    }

    private func sweep(_ statement: String, _ values: [SQLValue]) async throws(StoreError) -> Int {
        var total = 0
        while true {
            let removed = try await database.write(statement, values)
            total += removed
            if removed < Self.sweepBatch { return total }
        }
    }
}
