public import CompanyNumbers
public import Foundation

/// Keeps the lease on company numbers in a SQL database, for all instances.
public struct SQLNumbersLease: NumbersLease {
    private let database: any SQLDatabase
    private static let name = "numbers"

    init(_ database: any SQLDatabase) { self.database = database }

    /// Takes or prolongs the lease, in one transaction with the answer to who has it otherwise.
    ///
    /// - Throws: ``StoreError``.
    public func acquire(owner: String, now: Date, until: Date) async throws -> NumbersLeaseHolder? {
        try await database.transaction { transaction throws(StoreError) in
            let name = SQLValue.text(Self.name)
            let changed = try transaction.write(
                Statements.acquireNumbersLease, [name, .text(owner), .time(until), .time(now)])
            guard changed == 0, let row = try transaction.read(Statements.numbersLease, [name]).first else {
                return nil
            }
            return NumbersLeaseHolder(owner: try row.text(0), until: try row.time(1))
        }
    }

    /// Gives the lease up; does nothing to that of another owner.
    ///
    /// - Throws: ``StoreError``.
    public func release(owner: String) async throws {
        _ = try await database.write(Statements.releaseNumbersLease, [.text(Self.name), .text(owner)])
    }
}

extension SQLStore {
    /// The lease on company numbers.
    public var numbersLease: SQLNumbersLease { SQLNumbersLease(database) }
}
