public import Delivery
public import Foundation

extension SQLStore: SendLedger {
    /// Adds one send to every count, or to none.
    public func count(_ charges: [SendCharge], now: Date) async throws(StoreError) -> PolicyRefusal? {
        let counts = charges.map { Count(charge: $0, subject: subject(of: $0.key)) }
        // In one order on all instances, so that no two wait for each other; what most sends share is held shortest.
        let ordered = counts.sorted { $0.order < $1.order }
        return try await database.transaction { transaction throws(StoreError) in
            var counted: [Count] = []
            for count in ordered {
                if try count.add(in: transaction, now: now) {
                    counted.append(count)
                    continue
                }
                for count in counted { try count.takeBack(in: transaction) }
                return try Self.refusal(counts, in: transaction, now: now) ?? count.charge.refusal
            }
            return nil
        }
    }

    /// Lets nothing through for a key until a time.
    public func bar(_ key: LedgerKey, until: Date) async throws(StoreError) {
        _ = try await database.write(
            Statements.barSubject, [.text(subject(of: key)), .time(until), .time(until)])
    }

    private func subject(of key: LedgerKey) -> String {
        let value = key.scope == .number ? pseudonyms.pseudonym(of: key.value) : key.value
        return "\(key.scope.rawValue) \(value)"
    }

    /// What is said when not all can be counted: a bar goes before limits, and they in the order of the charges.
    private static func refusal(
        _ counts: [Count], in transaction: any SQLTransaction, now: Date
    ) throws(StoreError) -> PolicyRefusal? {
        var first: PolicyRefusal?
        for count in counts {
            let refusal = try count.refusal(in: transaction, now: now)
            if refusal == .barred { return .barred }
            first = first ?? refusal
        }
        return first
    }
}

/// A charge with the row that it is counted in.
private struct Count: Sendable {
    let charge: SendCharge
    let subject: String

    var order: (Int, String) { (LedgerKey.Scope.allCases.firstIndex(of: charge.key.scope) ?? 0, subject) }

    /// Counts a send if neither a bar nor the limit is in the way.
    func add(in transaction: any SQLTransaction, now: Date) throws(StoreError) -> Bool {
        guard charge.limit > 0 else { return false }
        let end = SQLValue.time(now.addingTimeInterval(Double(charge.seconds)))
        let now = SQLValue.time(now)
        let changed = try transaction.write(
            Statements.countSend, [.text(subject), end, now, now, now, now, .number(charge.limit)])
        return changed > 0
    }

    func takeBack(in transaction: any SQLTransaction) throws(StoreError) {
        _ = try transaction.write(Statements.uncountSend, [.text(subject)])
    }

    func refusal(in transaction: any SQLTransaction, now: Date) throws(StoreError) -> PolicyRefusal? {
        guard let row = try transaction.read(Statements.sendCount, [.text(subject)]).first else {
            return charge.limit > 0 ? nil : charge.refusal
        }
        let now = now.storedMilliseconds
        if now < (try row.integer(2)) { return .barred }
        let sends = now < (try row.integer(1)) ? try row.number(0) : 0
        return sends >= charge.limit ? charge.refusal : nil
    }
}
