import Foundation
import PhoneNumbers
import TestSupport
import Testing

/// Each run tries other inputs; `VOICEGATE_SEED` repeats one.
@Suite("Whatever the input")
struct PropertyTests {
    private let seed = SeededRandom().seed

    @Test("E.164 reads back as itself")
    func roundTrips() {
        var random = SeededRandom(seed: seed)
        let regions = [nil, "US", "GB", "DE", "IT", "MX", "AR", "BR", "CN", "AU"]
        var read = 0
        for _ in 0..<20_000 {
            let plus = Bool.random(using: &random) ? "+" : ""
            let digits = (0..<Int.random(in: 5...16, using: &random)).map { _ in Int.random(in: 0...9, using: &random) }
            let text = plus + digits.map(String.init).joined()
            guard let number = PhoneNumber(text, defaultRegion: regions.randomElement(using: &random) ?? nil) else {
                continue
            }
            read += 1
            #expect(PhoneNumber(number.e164) == number, "\(text) was read as \(number.e164); seed \(seed)")
            #expect(number.e164.hasPrefix("+\(number.countryCode)"), "\(text); seed \(seed)")
        }
        #expect(read > 1000, "seed \(seed)")
    }

    @Test("nothing traps, and no number is made of text that has letters")
    func neverTraps() {
        var random = SeededRandom(seed: seed)
        let pieces = Array("0123456789+-() ./x,;:#%Bb2T\\u\"'\0\n•é＋٥📞\u{301}\u{A0}ABCZ").map(String.init)
        for _ in 0..<20_000 {
            let text = (0..<Int.random(in: 0...60, using: &random))
                .compactMap { _ in pieces.randomElement(using: &random) }.joined()
            let number = PhoneNumber(text, defaultRegion: "US")
            if number != nil {
                #expect(text.allSatisfy { "0123456789+-() ./".contains($0) }, "\(text.debugDescription); seed \(seed)")
            }
            _ = number?.kind
            _ = number?.region
            _ = PhoneNumber.isWithheld(text)
            _ = PhoneNumber.mask(inText: text)
        }
    }

    @Test("a number in a text is masked, however it is written")
    func alwaysMasks() {
        var random = SeededRandom(seed: seed)
        let surroundings = [
            "", " ", "from ", "2026-05-08 ", "{\"to\":\"", "200 ", "CallSid=CA12 ", ",", "code 123456, ",
        ]
        for _ in 0..<5_000 {
            let subscriber = (0..<7).map { _ in String(Int.random(in: 0...9, using: &random)) }.joined()
            let (exchange, line) = (subscriber.prefix(3), subscriber.suffix(4))
            let written = [
                "+1555\(subscriber)", "1555\(subscriber)", "%2B1555\(subscriber)", "+1 555 \(exchange) \(line)",
                "(555) \(exchange)-\(line)", "555-\(exchange)-\(line)", "1.555.\(exchange).\(line)",
            ]
            let before = surroundings.randomElement(using: &random) ?? ""
            let after = ["", " ", "\"}", ", 7", " 2026-05-08T12:00:00Z", "&a=b"].randomElement(using: &random) ?? ""
            let text = before + (written.randomElement(using: &random) ?? "") + after
            let masked = PhoneNumber.mask(inText: text)
            #expect(
                !masked.contains("555\(exchange)") && !masked.contains("\(exchange)\(line)"), "\(text); seed \(seed)")
            #expect(masked.contains("••"), "\(text); seed \(seed)")
        }
    }
}
