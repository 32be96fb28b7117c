import TestSupport
import Testing

@testable import OktaAPI

@Suite("The sums of the rate-limit budget")
struct RateLimitLedgerTests {
    private let begin = ContinuousClock.now

    private func ledger(
        limit: Int, remaining: Int, resetIn seconds: Int, ceiling: Int? = nil, bucket: RateLimitBucket = .rest
    ) -> RateLimitLedger {
        var ledger = RateLimitLedger(requestsPerMinute: ceiling, at: begin)
        let reading = RateLimitReading(limit: limit, remaining: remaining, reset: .seconds(seconds))
        ledger.record(reading, for: bucket, at: begin)
        return ledger
    }

    private func delay(
        _ ledger: RateLimitLedger, watching: Int, interval: Double = 2, random: Double = 0, after: Int = 0
    ) -> Double {
        ledger.pollDelay(
            watching: watching, interval: .seconds(interval), random: random, at: begin + .seconds(after)) / .seconds(1)
    }

    @Test("With plenty left a poll comes at its interval")
    func plenty() {
        #expect(delay(ledger(limit: 600, remaining: 590, resetIn: 30), watching: 5) == 2)
        #expect(delay(RateLimitLedger(requestsPerMinute: nil, at: begin), watching: 500, interval: 0.5) == 0.5)
        #expect(delay(ledger(limit: 600, remaining: 0, resetIn: 30, bucket: .search), watching: 5) == 2)
    }

    @Test(
        "All polls together leave half of the limit to callers",
        arguments: [
            // Of 600 requests 300 are the callers': 100 pushes take their turns in 20 seconds, window after window.
            (100, 590, 30, 20), (100, 500, 30, 20), (50, 400, 30, 15), (1, 590, 30, 2), (20, 310, 10, 20),
            (5, 310, 10, 5),
            // The more is used, the slower they come.
            (10, 400, 60, 6), (10, 320, 60, 20),
        ])
    func shared(watching: Int, remaining: Int, reset: Int, seconds: Double) {
        let result = delay(ledger(limit: 600, remaining: remaining, resetIn: reset), watching: watching)
        #expect(abs(result - seconds) < 0.001)
    }

    @Test("When half is used polls wait for the next window, and do not all come in its first moment")
    func exhausted() {
        let used = ledger(limit: 600, remaining: 300, resetIn: 9)
        #expect(delay(used, watching: 1) == 10)
        #expect(delay(used, watching: 1, random: 0.5) == 11)
        #expect(delay(used, watching: 1, after: 4) == 6)
        #expect(delay(ledger(limit: 600, remaining: 0, resetIn: 60), watching: 1) == 20)
    }

    @Test("Those who wait longer than the interval are spread, so that no crowd stays one")
    func spread() {
        let busy = ledger(limit: 600, remaining: 590, resetIn: 30)
        #expect(abs(delay(busy, watching: 100, random: 0.8) - 24) < 0.001)
        #expect(delay(busy, watching: 5, random: 0.8) == 2)
        // 1,000 pushes take 200 s of a limit of which 300 a minute are theirs: the longest turn bounds them.
        #expect(abs(delay(busy, watching: 1000, random: 0.8) - 108) < 0.001)
        let used = ledger(limit: 600, remaining: 300, resetIn: 2)
        #expect(abs(delay(used, watching: 50, random: 0.8) - 11) < 0.001)
    }

    @Test("In a new window of which nothing is known yet polls take half of what the last one had")
    func newWindow() {
        let old = ledger(limit: 600, remaining: 0, resetIn: 5)
        #expect(delay(old, watching: 1, after: 6) == 2)
        #expect(delay(old, watching: 50, after: 6) == 10)
    }

    @Test("An odd or tiny limit is shared in the callers' favour", arguments: [1, 2, 3, 5])
    func tiny(limit: Int) {
        var ledger = ledger(limit: limit, remaining: limit, resetIn: 30)
        var admitted = 0
        while ledger.admit(.background, to: .rest, at: begin) == .zero { admitted += 1 }
        #expect(admitted == limit / 2)
        #expect(ledger.admit(.interactive, to: .rest, at: begin) == .zero)
    }

    @Test("Polls beyond their half are not sent, whoever asks for them; callers always are")
    func admission() {
        var ledger = ledger(limit: 10, remaining: 10, resetIn: 30)
        for _ in 0..<5 { #expect(ledger.admit(.background, to: .rest, at: begin) == .zero) }
        #expect(ledger.admit(.background, to: .rest, at: begin) == .seconds(31))
        #expect(ledger.admit(.patient, to: .rest, at: begin) == .seconds(31))
        #expect(ledger.admit(.background, to: .user, at: begin) == .zero)
        for _ in 0..<20 { #expect(ledger.admit(.interactive, to: .rest, at: begin) == .zero) }
        #expect(ledger.admit(.background, to: .rest, at: begin + .seconds(31)) == .zero)
    }

    @Test("Where Okta has too much at the same time polls slow down for some seconds, and the window stays known")
    func concurrency() {
        var ledger = ledger(limit: 600, remaining: 590, resetIn: 30)
        ledger.record(RateLimitReading(limit: 0, remaining: 0, reset: .seconds(60)), for: .rest, at: begin)
        #expect(delay(ledger, watching: 1) == 10)
        #expect(delay(ledger, watching: 1, after: 8) == 4)
        #expect(ledger.admit(.background, to: .search, at: begin) == .seconds(10))
        #expect(ledger.admit(.interactive, to: .rest, at: begin) == .zero)
        #expect(delay(ledger, watching: 1, after: 11) == 2)
        #expect(abs(delay(ledger, watching: 100, after: 11) - 20) < 0.001)
    }

    @Test("Our own ceiling leaves half to callers, too")
    func ceiling() {
        var ledger = RateLimitLedger(requestsPerMinute: 60, at: begin)
        #expect(delay(ledger, watching: 2, interval: 1) == 4)
        for _ in 0..<30 { #expect(ledger.admit(.background, to: .rest, at: begin) == .zero) }
        #expect(ledger.admit(.background, to: .rest, at: begin) == .seconds(1))
        for _ in 0..<30 { #expect(ledger.admit(.interactive, to: .search, at: begin) == .zero) }
        #expect(ledger.admit(.interactive, to: .search, at: begin) == .seconds(1))
        #expect(ledger.admit(.interactive, to: .search, at: begin + .seconds(1)) == .zero)
        #expect(ledger.admit(.interactive, to: .search, at: begin + .seconds(1)) == .seconds(1))
        #expect(ledger.admit(.background, to: .rest, at: begin + .seconds(2)) == .seconds(30))
        #expect(ledger.admit(.background, to: .rest, at: begin + .seconds(32)) == .zero)
    }

    @Test("A minute never has more than the ceiling and what had been saved up", arguments: [1, 2, 7])
    func ceilingHolds(perMinute: Int) {
        var ceiling = RequestCeiling(perMinute: perMinute, at: begin)
        var taken = 0
        for second in 0...600 {
            while ceiling.take(leaving: 0, at: begin + .seconds(second)) == .zero { taken += 1 }
        }
        #expect(taken == perMinute + perMinute * 10)
    }

    @Test("Polls of more pushes than the limit has room for come evenly, window after window")
    func even() {
        // 5,000 pushes, 6,000 polls a minute: in each ten seconds of ten minutes about as many.
        var ledger = ledger(limit: 12_000, remaining: 12_000, resetIn: 60)
        var generator = SeededRandom(seed: 5)
        var due = (0..<5000).map { _ in Int.random(in: 0..<500, using: &generator) }
        var (sent, refused, window) = ([Int](repeating: 0, count: 60), 0, 0)
        for tenth in 0..<6000 {
            let now = begin + .milliseconds(100 * tenth)
            if tenth / 600 > window {
                window = tenth / 600
                ledger.record(
                    RateLimitReading(limit: 12_000, remaining: 12_000, reset: .seconds(60)), for: .rest, at: now)
            }
            for push in due.indices where due[push] <= tenth {
                if ledger.admit(.background, to: .rest, at: now) == .zero {
                    sent[tenth / 100] += 1
                } else {
                    refused += 1
                }
                let wait = ledger.pollDelay(
                    watching: 5000, interval: .seconds(2), random: .random(in: 0..<1, using: &generator), at: now)
                due[push] = tenth + max(1, Int(wait / .milliseconds(100)))
            }
        }
        let later = sent.dropFirst(12)
        #expect(later.allSatisfy { $0 > 600 && $0 <= 1400 }, "\(sent)")
        #expect(later.reduce(0, +) > 5000 * 8 && refused < 2000, "\(later.reduce(0, +)) sent, \(refused) refused")
    }

    @Test("No poll is put off for longer than a push lasts, and none comes early")
    func bounds() {
        #expect(delay(RateLimitLedger(requestsPerMinute: 1, at: begin), watching: 1000) == 90)
        #expect(delay(ledger(limit: 600, remaining: 0, resetIn: 60), watching: 1) == 20)
        #expect(delay(RateLimitLedger(requestsPerMinute: 1, at: begin), watching: 1, interval: 90) == 90)
        #expect(delay(RateLimitLedger(requestsPerMinute: nil, at: begin), watching: 0) == 2)
    }
}
