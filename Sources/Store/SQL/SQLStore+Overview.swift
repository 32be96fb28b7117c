public import Audit
public import CallFlow
public import Foundation

// MARK: - What operators want to see, over all instances

// Nothing of it is on a caller's way: it may be slow, and every list has a bound.
extension SQLStore {
    /// Reads the calls that were touched last and have not expired, the newest first; those that ended are among them.
    public func latestCalls(now: Date, limit: Int) async throws(StoreError) -> [CallState] {
        let rows = try await database.read(Statements.latestCalls, [.time(now), .number(max(0, limit))])
        var calls: [CallState] = []
        for row in rows {
            // One that this build cannot open must not hide the others.
            guard let id = CallID(try row.text(0)), let version = try? row.number(1), let sealed = try? row.bytes(2),
                let state = try? openedState(sealed, id, version)
            else { continue }
            calls.append(state)
        }
        return calls
    }

    /// Counts failures since a time by person, the most first.
    public func failureCounts(since: Date, limit: Int) async throws(StoreError) -> [FailureCount] {
        let rows = try await database.read(Statements.failureCounts, [.time(since), .number(max(0, limit))])
        var counts: [FailureCount] = []
        for row in rows {
            counts.append(
                FailureCount(user: UserID(try row.text(0)), count: try row.number(1), lastAt: try row.time(2)))
        }
        return counts
    }

    /// Reads the end of the audit trail, the newest record first.
    public func latestRecords(limit: Int) async throws(StoreError) -> [AuditRecord] {
        let rows = try await database.read(Statements.latestAudit, [.number(max(0, limit))])
        return try rows.map(Self.record)
    }

    /// Counts the records of the audit trail since a time by kind and particulars.
    public func auditCounts(since: Date, limit: Int) async throws(StoreError) -> [AuditCount] {
        let rows = try await database.read(Statements.auditCounts, [.time(since), .number(max(0, limit))])
        var counts: [AuditCount] = []
        for row in rows {
            counts.append(AuditCount(kind: try row.text(0), details: try row.text(1), count: try row.number(2)))
        }
        return counts
    }

    /// Counts sends since a time by provider and stage.
    public func sendCounts(since: Date, limit: Int) async throws(StoreError) -> [SendCount] {
        let rows = try await database.read(Statements.sendCounts, [.time(since), .number(max(0, limit))])
        var counts: [SendCount] = []
        for row in rows {
            counts.append(SendCount(provider: try row.text(0), stage: try row.text(1), count: try row.number(2)))
        }
        return counts
    }
}

extension Statements {
    /// Calls live equally long after each step, so the one that expires last was touched last.
    static let latestCalls = """
        SELECT id, version, state FROM calls WHERE expires_at > ? ORDER BY expires_at DESC LIMIT ?
        """
    static let failureCounts = """
        SELECT user_id, count(*), max(failed_at) FROM failures WHERE failed_at >= ?
        GROUP BY user_id ORDER BY count(*) DESC, user_id LIMIT ?
        """
    static let latestAudit = """
        SELECT sequence, recorded_at, kind, subject, reference, details, previous_hash, hash
        FROM audit ORDER BY sequence DESC LIMIT ?
        """
    static let auditCounts = """
        SELECT kind, details, count(*) FROM audit WHERE recorded_at >= ?
        GROUP BY kind, details ORDER BY kind, details LIMIT ?
        """
    static let sendCounts = """
        SELECT provider, stage, count(*) FROM sends WHERE sent_at >= ?
        GROUP BY provider, stage ORDER BY provider, stage LIMIT ?
        """
}
