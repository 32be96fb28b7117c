public import Foundation

/// Lets only one at a time work on numbers.
public protocol NumbersLease: Sendable {
    /// Takes or prolongs the lease.
    ///
    /// It is free when nobody has it, the owner asks again, or it has run out at `now`.
    ///
    /// - Parameters:
    ///   - owner: Who asks.
    ///   - now: The time.
    ///   - until: When the lease runs out.
    /// - Returns: nil when the owner has it, otherwise who has.
    /// - Throws: When the keeper of leases cannot be asked.
    func acquire(owner: String, now: Date, until: Date) async throws -> NumbersLeaseHolder?

    /// Gives the lease up; does nothing to that of another owner.
    ///
    /// - Throws: When the keeper of leases cannot be asked.
    func release(owner: String) async throws
}

/// Who has the lease on numbers.
public struct NumbersLeaseHolder: Sendable, Equatable {
    /// Who has it.
    public let owner: String
    /// When it runs out.
    public let until: Date

    /// Makes a value.
    public init(owner: String, until: Date) {
        self.owner = owner
        self.until = until
    }
}

/// A lease in memory, with the behaviour of the databases: for tests.
public actor MemoryNumbersLease: NumbersLease {
    private var holder: NumbersLeaseHolder?

    /// Makes a lease that is free.
    public init() {}

    /// Takes or prolongs the lease.
    public func acquire(owner: String, now: Date, until: Date) -> NumbersLeaseHolder? {
        if let holder, holder.owner != owner, holder.until > now { return holder }
        holder = NumbersLeaseHolder(owner: owner, until: until)
        return nil
    }

    /// Gives the lease up.
    public func release(owner: String) {
        if holder?.owner == owner { holder = nil }
    }
}
