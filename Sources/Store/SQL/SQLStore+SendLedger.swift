public import Delivery
public import Foundation

extension SQLStore: SendLedger {
    /// Adds one send to every count, or to none.
    public func count(_ charges: [SendCharge], now: Date) async throws(StoreError) -> PolicyRefusal? {
        let counts = SendCounts(charges, pseudonyms)
        return try await database.transaction { transaction throws(StoreError) in
            try counts.add(in: transaction, now: now)
        }
    }

    /// Takes one send back from every count.
    public func takeBack(_ charges: [SendCharge], countedAt time: Date) async throws(StoreError) {
        let counts = SendCounts(charges, pseudonyms)
        try await database.transaction { transaction throws(StoreError) in
            try counts.takeBack(in: transaction, countedAt: time)
        }
    }

    /// Lets nothing through for a key until a time, once for an occasion.
    public func bar(
        _ key: LedgerKey?, until: Date, occasion: String, now: Date
    ) async throws(StoreError) -> Bool {
        let subject = key.map { SendCounts.subject(of: $0, pseudonyms) }
        let occasions = SendCounts([.occasion(occasion)], pseudonyms)
        return try await database.transaction { transaction throws(StoreError) in
            guard try occasions.add(in: transaction, now: now) == nil else { return false }
            if let subject {
                _ = try transaction.write(Statements.barSubject, [.text(subject), .time(until), .time(until)])
            }
            return true
        }
    }
}
