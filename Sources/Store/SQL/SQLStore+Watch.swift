public import CallFlow
public import Foundation

extension SQLStore: WatchLeases {
    /// Takes or prolongs the lease on a call's push.
    public func acquire(_ id: CallID, owner: String, now: Date, until: Date) async throws(StoreError) -> Bool {
        let changed = try await database.write(
            Statements.acquireLease, [.text(id.value), .text(owner), .time(until), .time(now)])
        return changed > 0
    }

    /// Gives a lease up; does nothing to that of another owner.
    public func release(_ id: CallID, owner: String) async throws(StoreError) {
        _ = try await database.write(Statements.releaseLease, [.text(id.value), .text(owner)])
    }

    /// Says whether anybody watches.
    public func isHeld(_ id: CallID, now: Date) async throws(StoreError) -> Bool {
        try await !database.read(Statements.heldLease, [.text(id.value), .time(now)]).isEmpty
    }
}

extension SQLStore: FailureLedger {
    /// Counts a failure if there is room for it.
    public func reserveFailure(of user: UserID, at now: Date, since: Date, limit: Int) async throws(StoreError) -> Bool
    {
        let user = SQLValue.text(user.value)
        return try await database.transaction { transaction throws(StoreError) in
            let rows = try transaction.read(Statements.countFailures, [user, .time(since)])
            guard try rows.first?.number(0) ?? 0 < limit else { return false }
            _ = try transaction.write(Statements.insertFailure, [user, .time(now)])
            return true
        }
    }

    /// Takes one failure back.
    public func takeBackFailure(of user: UserID, at time: Date) async throws(StoreError) {
        _ = try await database.write(Statements.deleteFailure, [.text(user.value), .time(time)])
    }

    /// Counts the failures at a moment or after it.
    public func failures(of user: UserID, since: Date) async throws(StoreError) -> Int {
        let rows = try await database.read(Statements.countFailures, [.text(user.value), .time(since)])
        return try rows.first?.number(0) ?? 0
    }

    /// Forgets a person's failures.
    public func forgiveFailures(of user: UserID) async throws(StoreError) {
        _ = try await database.write(Statements.deleteFailures, [.text(user.value)])
    }
}
