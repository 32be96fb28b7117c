import Foundation
import Testing

@testable import Delivery

@Suite("Requests whose time has run out")
struct LateRequestTests {
    let house = House()

    @Test("Nothing is sent when the budget ran out before a provider was asked", arguments: [-5000, -1, 0, 90, 190])
    func late(milliseconds: Int) async throws {
        let sender = FakeSender("a", time: house.time)
        let once = house.once(house.deliverer([sender]))
        let message = try Samples.message()
        let deadline = house.time.now + .milliseconds(milliseconds)
        let outcome = await house.time.run { await once.deliver(message, deadline: deadline) }
        #expect(outcome.status == .failed && outcome.provider == .none)
        #expect(sender.seen.isEmpty)
        // Okta has sent it by now: a copy with more time changes nothing.
        let again = await house.time.run { [deadline = house.deadline] in
            await once.deliver(message, deadline: deadline)
        }
        #expect(again == outcome && sender.seen.isEmpty)
    }
}
