public import Foundation

/// Counts sends in this process only: for tests, and while the store does not work.
public actor MemorySendLedger: SendLedger {
    struct Count {
        var sends: Int
        let endsAt: Date
    }

    /// How many counts there is room for, and how many bars.
    private let capacity: Int
    private(set) var counts: [LedgerKey: Count] = [:]
    private var bars: [LedgerKey: Date] = [:]
    private var tidiedAt = Date.distantPast

    /// Makes an empty ledger.
    public init() { capacity = 50_000 }

    init(capacity: Int) { self.capacity = capacity }

    /// Adds one send to every count, or to none.
    public func count(_ charges: [SendCharge], now: Date) -> PolicyRefusal? {
        for charge in charges {
            if let until = bars[charge.key], now < until { return .barred }
        }
        for charge in charges where current(charge.key, now) >= charge.limit { return charge.refusal }
        makeRoom(now)
        for charge in charges {
            let sends = current(charge.key, now)
            let endsAt = sends > 0 ? counts[charge.key]?.endsAt : nil
            counts[charge.key] = Count(
                sends: sends + 1, endsAt: endsAt ?? now.addingTimeInterval(Double(charge.seconds)))
        }
        return nil
    }

    /// Takes one send back from every count.
    public func takeBack(_ charges: [SendCharge], countedAt time: Date) {
        for charge in charges {
            guard let count = counts[charge.key], count.endsAt <= time.addingTimeInterval(Double(charge.seconds)) else {
                continue
            }
            counts[charge.key]?.sends -= 1
            // The last send that is taken back ends the count, which began with it.
            if counts[charge.key]?.sends == 0 { counts[charge.key] = nil }
        }
    }

    /// Lets nothing through for a key until a time, once for an occasion.
    public func bar(_ key: LedgerKey?, until: Date, occasion: String, now: Date) -> Bool {
        guard count([.occasion(occasion)], now: now) == nil else { return false }
        if let key { bars[key] = max(until, bars[key] ?? until) }
        return true
    }

    private func current(_ key: LedgerKey, _ now: Date) -> Int {
        guard let count = counts[key], now < count.endsAt else { return 0 }
        return count.sends
    }

    /// Drops what has ended, once a minute, and in a flood the half that ends first.
    private func makeRoom(_ now: Date) {
        if now.timeIntervalSince(tidiedAt) >= 60 {
            tidiedAt = now
            counts = counts.filter { now < $0.value.endsAt }
            bars = bars.filter { now < $0.value }
        }
        if counts.count >= capacity {
            let first = counts.sorted { $0.value.endsAt < $1.value.endsAt }.prefix(counts.count / 2)
            for (key, _) in first { counts[key] = nil }
        }
        if bars.count >= capacity {
            for (key, _) in bars.sorted(by: { $0.value < $1.value }).prefix(bars.count / 2) { bars[key] = nil }
        }
    }
}
