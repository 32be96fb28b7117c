import Foundation
import Testing

@testable import Delivery

@Suite("The log in memory, over a long time")
struct MemoryDeliveryLogTests {
    @Test("Expired codes are dropped, and events of yesterday; those of today keep their sends")
    func tidies() async throws {
        let log = MemoryDeliveryLog()
        let start = Date(timeIntervalSince1970: 1_780_000_000)
        for (id, seconds) in [("old", 0.0), ("new", 90_000), ("newest", 90_400)] {
            let now = start + seconds
            let message = try Samples.message(id, now: now)
            #expect(await log.claim(message, owner: "one", now: now, until: now + 3, counting: []) == .claimed)
            let attempt = DeliveryAttempt(
                provider: "twilio-sms", stage: .accepted, reference: id, detail: nil, startedAt: now)
            await log.attempted(message, [attempt])
        }
        #expect(await Set(log.events.keys) == ["new", "newest"])
        #expect(await log.events["new"]?.message == nil)
        #expect(await log.events["newest"]?.message != nil)
        #expect(await log.sends(of: "new").map(\.reference) == ["new"])
        #expect(await log.sends(of: "newest").map(\.reference) == ["newest"])
        #expect(await log.sends.count == 2)
    }
}
