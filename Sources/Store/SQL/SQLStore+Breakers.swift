public import Delivery
public import Foundation

extension SQLStore: BreakerStore {
    /// Reads all that is known.
    public func states() async throws(StoreError) -> [ProviderID: BreakerState] {
        var states: [ProviderID: BreakerState] = [:]
        for row in try await database.read(Statements.breakers, []) {
            states[ProviderID(try row.text(0))] = try BreakerState(row)
        }
        return states
    }

    /// Counts a failure.
    public func recordFailure(of provider: ProviderID, now: Date) async throws(StoreError) -> BreakerState {
        let name = SQLValue.text(provider.name)
        return try await database.transaction { transaction throws(StoreError) in
            // The row is ours from here on: what is read next is still so when it is written.
            _ = try transaction.write(Statements.lockOrInsertBreaker, [name])
            let row = try transaction.read(Statements.breaker, [name]).first
            let before = try row.map(BreakerState.init) ?? BreakerState()
            let after = before.failed(at: now, rules: Self.rules)
            _ = try transaction.write(Statements.setBreaker, after.values + [name])
            return after.asStored
        }
    }

    /// Forgets a provider's failures.
    public func recordSuccess(of provider: ProviderID) async throws(StoreError) {
        _ = try await database.write(Statements.deleteBreaker, [.text(provider.name)])
    }

    /// Takes the probe.
    public func tryProbe(of provider: ProviderID, now: Date) async throws(StoreError) -> Bool {
        let name = SQLValue.text(provider.name)
        return try await database.transaction { transaction throws(StoreError) in
            guard try transaction.write(Statements.lockBreaker, [name]) > 0,
                let row = try transaction.read(Statements.breaker, [name]).first,
                let after = try BreakerState(row).probing(at: now, rules: Self.rules)
            else { return false }
            _ = try transaction.write(Statements.setBreaker, after.values + [name])
            return true
        }
    }

    /// The interface's, as every breaker has them.
    private static let rules = BreakerRules()
}

extension BreakerState {
    fileprivate init(_ row: SQLRow) throws(StoreError) {
        self.init(
            failures: try row.number(1), openUntil: try row.optionalTime(2), probeUntil: try row.optionalTime(3))
    }

    fileprivate var values: [SQLValue] { [.number(failures), .optional(openUntil), .optional(probeUntil)] }

    /// The state as it is read back.
    fileprivate var asStored: BreakerState {
        func stored(_ date: Date?) -> Date? { date.map { Date(storedMilliseconds: $0.storedMilliseconds) } }
        return BreakerState(failures: failures, openUntil: stored(openUntil), probeUntil: stored(probeUntil))
    }
}
