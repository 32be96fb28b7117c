import Foundation
import Testing

@testable import Delivery

@Suite("The ledger in memory, over a long time")
struct MemorySendLedgerTests {
    private let start = Date(timeIntervalSince1970: 1_780_000_000)

    private func charge(_ value: Int, seconds: Int) -> SendCharge {
        SendCharge(
            key: LedgerKey(scope: .number, value: "\(value)"), limit: 1, seconds: seconds, refusal: .perNumber)
    }

    @Test("A flood makes it forget the half that ends first; what is kept keeps its limits")
    func flood() async {
        let ledger = MemorySendLedger(capacity: 10)
        for value in 0..<11 { #expect(await ledger.count([charge(value, seconds: 60 + value)], now: start) == nil) }
        #expect(await Set(ledger.counts.keys.map(\.value)) == Set((5...10).map(String.init)))
        for value in 5...10 {
            #expect(await ledger.count([charge(value, seconds: 60 + value)], now: start) == .perNumber)
        }
        for value in 100..<1000 { _ = await ledger.count([charge(value, seconds: 60)], now: start) }
        #expect(await ledger.counts.count <= 10)
    }

    @Test("A flood that bars forgets the bars that end first")
    func bars() async {
        let ledger = MemorySendLedger(capacity: 10)
        for value in 0..<11 {
            let (key, until) = (charge(value, seconds: 60).key, start + 100 + Double(value))
            #expect(await ledger.bar(key, until: until, occasion: "e\(value)", now: start))
        }
        #expect(await ledger.count([charge(0, seconds: 60)], now: start) == nil)
        #expect(await ledger.count([charge(10, seconds: 60)], now: start) == .barred)
    }

    @Test("What has ended is looked for once a minute")
    func tidies() async {
        let ledger = MemorySendLedger()
        var kept: [Int] = []
        for (value, second) in [0.0, 59, 60].enumerated() {
            _ = await ledger.count([charge(value, seconds: 1)], now: start + second)
            kept.append(await ledger.counts.count)
        }
        #expect(kept == [1, 2, 1])
    }
}
