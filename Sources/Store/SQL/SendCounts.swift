import Delivery
import Foundation

/// The rows that one send is counted in.
struct SendCounts: Sendable {
    private let counts: [Count]

    init(_ charges: [SendCharge], _ pseudonyms: Pseudonyms) {
        counts = charges.map { Count(charge: $0, subject: Self.subject(of: $0.key, pseudonyms)) }
    }

    /// What a key's row is found by.
    static func subject(of key: LedgerKey, _ pseudonyms: Pseudonyms) -> String {
        let value = key.scope == .number ? pseudonyms.pseudonym(of: key.value) : key.value
        return "\(key.scope.rawValue) \(value)"
    }

    /// Adds the send to every count, or to none.
    ///
    /// - Returns: Nil when all were counted; else why not.
    func add(in transaction: any SQLTransaction, now: Date) throws(StoreError) -> PolicyRefusal? {
        var counted: [Count] = []
        for count in ordered {
            if try count.add(in: transaction, now: now) {
                counted.append(count)
                continue
            }
            for count in counted { try count.takeBack(in: transaction, countedAt: now) }
            return try refusal(in: transaction, now: now) ?? count.charge.refusal
        }
        return nil
    }

    /// Takes the send back from every count.
    func takeBack(in transaction: any SQLTransaction, countedAt time: Date) throws(StoreError) {
        for count in ordered { try count.takeBack(in: transaction, countedAt: time) }
    }

    /// In one order on all instances, so that no two wait for each other; what most sends share is held shortest.
    private var ordered: [Count] { counts.sorted { $0.order < $1.order } }

    /// What is said when not all can be counted: a bar goes before limits, and they in the order of the charges.
    private func refusal(in transaction: any SQLTransaction, now: Date) throws(StoreError) -> PolicyRefusal? {
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

    func takeBack(in transaction: any SQLTransaction, countedAt time: Date) throws(StoreError) {
        let end = time.addingTimeInterval(Double(charge.seconds))
        _ = try transaction.write(Statements.uncountSend, [.text(subject), .time(end)])
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
