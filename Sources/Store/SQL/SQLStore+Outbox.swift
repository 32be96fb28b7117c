public import Delivery
public import Foundation

extension SQLStore: Outbox {
    /// Puts jobs in, sealed.
    public func enqueue(_ items: [OutboxItem]) async throws(StoreError) {
        guard !items.isEmpty else { return }
        var rows: [[SQLValue]] = []
        // In one order on all instances, so that no two wait for each other.
        for item in items.sorted(by: { $0.id < $1.id }) {
            let job = try sealed(item.job, as: "a job", scope: Self.scope(ofJob: item.id), label: Self.jobLabel)
            rows.append([.text(item.id), .bytes(job), .time(item.createdAt), .time(item.createdAt)])
        }
        let jobs = rows
        try await database.transaction { transaction throws(StoreError) in
            for job in jobs { _ = try transaction.write(Statements.insertJob, job) }
        }
    }

    /// Takes due jobs, the oldest first.
    public func claimDue(
        owner: String, now: Date, until: Date, limit: Int
    ) async throws(StoreError) -> [OutboxItem] {
        // Most of the time there is nothing to do, and no reason to hold writers up.
        guard limit > 0, try await !database.read(Statements.dueJobs, [.time(now), .number(1)]).isEmpty else {
            return []
        }
        let rows = try await database.transaction { transaction throws(StoreError) in
            try transaction.claim(
                Statements.dueJobs, by: Statements.claimJob, now: now, until: until, limit: limit)
        }
        return try items(rows)
    }

    /// Ends a job; its id is remembered.
    public func done(_ id: String, now: Date) async throws(StoreError) {
        _ = try await database.write(Statements.finishJob, [.time(now), .text(id)])
    }

    /// Makes a job due again.
    public func retry(_ id: String, at: Date) async throws(StoreError) {
        _ = try await database.write(Statements.retryJob, [.time(at), .text(id)])
    }

    /// What is not done.
    public func backlog() async throws(StoreError) -> OutboxBacklog {
        guard let row = try await database.read(Statements.outboxBacklog, []).first else {
            return OutboxBacklog(count: 0, oldest: nil)
        }
        return OutboxBacklog(count: try row.number(0), oldest: try row.optionalTime(1))
    }

    /// Opens jobs.
    ///
    /// One that cannot be opened does not hold up the others: it fails by itself when it is due again.
    private func items(_ rows: [SQLRow]) throws(StoreError) -> [OutboxItem] {
        var items: [OutboxItem] = []
        var trouble: StoreError?
        for row in rows {
            do {
                items.append(try item(row))
            } catch {
                trouble = error
            }
        }
        if let trouble, items.isEmpty { throw trouble }
        return items
    }

    private func item(_ row: SQLRow) throws(StoreError) -> OutboxItem {
        let id = try row.text(0)
        let bytes = try row.bytes(1)
        let job = try opened(
            OutboxJob.self, bytes, as: "a job", scope: Self.scope(ofJob: id), label: Self.jobLabel)
        return OutboxItem(id: id, job: job, tries: try row.number(2) + 1, createdAt: try row.time(3))
    }

    private static let jobLabel = "job"

    private static func scope(ofJob id: String) -> String { "outbox \(id)" }
}

extension SQLTransaction {
    /// Claims rows that are due, one by one.
    ///
    /// - Parameters:
    ///   - due: Reads what is due at a time, so many at most; the first column is a row's name.
    ///   - claim: Makes a row due at a time, by its name, if it is due at another.
    ///   - now: The time.
    ///   - until: When what is taken is due again.
    ///   - limit: How many at most.
    /// - Returns: What was taken, as it was before.
    /// - Throws: ``StoreError``.
    func claim(
        _ due: String, by claim: String, now: Date, until: Date, limit: Int
    ) throws(StoreError) -> [SQLRow] {
        var taken: [SQLRow] = []
        var missed: Set<String> = []
        while taken.count < limit {
            // Those that were missed may be found again, and do not keep others back.
            let found = try read(due, [.time(now), .number(limit - taken.count + missed.count)])
            var isNew = false
            for row in found where taken.count < limit {
                let name = try row.text(0)
                if missed.contains(name) { continue }
                isNew = true
                // Another instance may have been first with some of them: then there may be others.
                if try write(claim, [.time(until), .text(name), .time(now)]) > 0 {
                    taken.append(row)
                } else {
                    missed.insert(name)
                }
            }
            // Rows that can be read and not be claimed would be found again for ever.
            if !isNew { break }
        }
        return taken
    }
}

extension Statements {
    /// A job that is done is due no more.
    static let outboxBacklog = "SELECT count(*), min(created_at) FROM outbox WHERE due_at IS NOT NULL"
}
