import Foundation
import PhoneNumbers
import Testing

@testable import Delivery

@Suite("Failover")
struct DelivererTests {
    let house = House()

    static let accepted = (DeliveryOutcome.Status.successful, ["a"])

    @Test(
        "The second provider is asked only after errors that permit it",
        arguments: [
            (nil as DeliveryError.Code?, DeliveryOutcome.Status.successful, "a", 0),
            (.invalidDestination, .failed, "a", 0), (.fraudSuspected, .failed, "a", 0),
            (.refused, .successful, "b", 1), (.throttled, .successful, "b", 1), (.unavailable, .successful, "b", 1),
            (.misconfigured, .successful, "b", 1), (.fateUnknown, .successful, "b", 1),
        ])
    func failover(
        first: DeliveryError.Code?, status: DeliveryOutcome.Status, provider: String, asked: Int
    ) async throws {
        let senders = [
            FakeSender("a", first.map { .fail($0) } ?? .accept, time: house.time), FakeSender("b", time: house.time),
        ]
        let delivery = try await house.deliverer(senders).deliver(Samples.message(), deadline: house.deadline)
        #expect(delivery.outcome.status == status)
        #expect(delivery.outcome.provider == ProviderID(provider))
        #expect(senders[1].seen.count == asked)
        #expect(senders[1].messages.allSatisfy { $0.code.revealed == Samples.code })
    }

    @Test(
        "The answer is pending when one may have taken it and none did for certain",
        arguments: [
            (DeliveryError.Code.fateUnknown, DeliveryError.Code.fateUnknown, DeliveryOutcome.Status.pending, "a"),
            (.fateUnknown, .refused, .pending, "a"), (.refused, .fateUnknown, .pending, "b"),
            (.fateUnknown, .invalidDestination, .pending, "a"), (.unavailable, .throttled, .failed, "b"),
            (.refused, .invalidDestination, .failed, "b"), (.misconfigured, .misconfigured, .failed, "b"),
        ])
    func noneAccepts(
        first: DeliveryError.Code, second: DeliveryError.Code, status: DeliveryOutcome.Status, provider: String
    ) async throws {
        let senders = [
            FakeSender("a", .fail(first), time: house.time), FakeSender("b", .fail(second), time: house.time),
        ]
        let delivery = try await house.deliverer(senders).deliver(Samples.message(), deadline: house.deadline)
        #expect(delivery.outcome.status == status)
        #expect(delivery.outcome.provider == ProviderID(provider))
        #expect(delivery.outcome.transactionMetadata == "tried=a:\(first)(x1),b:\(second)(x1)")
    }

    @Test("A provider that hangs leaves the second one time, with the same code")
    func hangingFirst() async throws {
        let senders = [FakeSender("a", .hang, time: house.time), FakeSender("b", time: house.time)]
        let deliverer = house.deliverer(senders)
        let (begin, message) = (house.time.now, try Samples.message())
        let delivery = await house.time.run {
            await deliverer.deliver(message, deadline: begin + .milliseconds(2400))
        }
        #expect(delivery.outcome.status == .successful)
        #expect(delivery.outcome.transactionMetadata == "part=1; tried=a:fateUnknown(timeout)")
        #expect(house.time.now - begin == .milliseconds(1440))
        #expect(senders[1].seen.map { $0.deadline - begin } == [.milliseconds(2400)])
        #expect(senders[1].messages == senders[0].messages)
    }

    @Test("When all hang the answer is pending, within the budget", arguments: 1...4)
    func allHang(count: Int) async throws {
        let senders = (0..<count).map { FakeSender(ProviderID("p\($0)"), .hang, time: house.time) }
        let deliverer = house.deliverer(senders)
        let (begin, message) = (house.time.now, try Samples.message())
        let delivery = await house.time.run {
            await deliverer.deliver(message, deadline: begin + .milliseconds(2400))
        }
        #expect(delivery.outcome.status == .pending)
        #expect(delivery.outcome.provider == "p0")
        #expect(house.time.now - begin <= .milliseconds(2400))
        #expect(delivery.attempts.map(\.stage).allSatisfy { $0 == .unknown })
        #expect(delivery.attempts.count == count)
    }

    @Test("A provider that does not keep its deadline is not waited for")
    func lateProvider() async throws {
        let senders = [
            FakeSender("a", .late(.seconds(60)), time: house.time), FakeSender("b", .fail(.refused), time: house.time),
        ]
        let deliverer = house.deliverer(senders)
        let (begin, message) = (house.time.now, try Samples.message())
        let delivery = await house.time.run {
            await deliverer.deliver(message, deadline: begin + .milliseconds(2400))
        }
        #expect(delivery.outcome.status == .pending)
        #expect(house.time.now - begin <= .milliseconds(2400))
    }

    @Test("After five hangs in a row a provider is skipped, and probed after thirty seconds")
    func breaker() async throws {
        let senders = [FakeSender("a", .hang, time: house.time), FakeSender("b", time: house.time)]
        let deliverer = house.deliverer(senders)
        let message = try Samples.message()
        for _ in 0..<5 {
            let deadline = house.deadline
            _ = await house.time.run { await deliverer.deliver(message, deadline: deadline) }
        }
        let begin = house.time.now
        let skipped = await deliverer.deliver(message, deadline: house.deadline)
        #expect(house.time.now == begin)
        #expect(skipped.outcome.provider == "b")
        #expect(skipped.attempts.count == 1)
        #expect(senders[0].seen.count == 5)
        // All the time is the second one's while the first one is skipped.
        #expect(senders[1].seen.last?.deadline == house.deadline)

        // The store is told behind the answer.
        while await house.breakers.states()["a"]?.openUntil == nil { await Task.yield() }
        house.time.advance(by: .seconds(31))
        senders[0].behave(.accept)
        let probe = await deliverer.deliver(message, deadline: house.deadline)
        #expect(probe.outcome.provider == "a")
        let after = await deliverer.deliver(message, deadline: house.deadline)
        #expect(after.outcome.provider == "a")
    }

    @Test("Bad numbers do not open a breaker, and break a row of failures")
    func badNumbers() async throws {
        let sender = FakeSender("a", time: house.time)
        let deliverer = house.deliverer([sender])
        let row: [DeliveryError.Code] =
            Array(repeating: .invalidDestination, count: 20)
            + [.unavailable, .unavailable, .unavailable, .unavailable, .refused]
            + [.unavailable, .unavailable, .unavailable, .unavailable]
        for code in row {
            sender.behave(.fail(code))
            _ = try await deliverer.deliver(Samples.message(), deadline: house.deadline)
        }
        sender.behave(.accept)
        let delivery = try await deliverer.deliver(Samples.message(), deadline: house.deadline)
        #expect(delivery.outcome.status == .successful)
    }

    @Test("When every provider is skipped the answer is failed at once: Okta sends then")
    func allSkipped() async throws {
        let deliverer = house.deliverer([FakeSender("a", .fail(.unavailable), time: house.time)])
        for _ in 0..<5 { _ = try await deliverer.deliver(Samples.message(), deadline: house.deadline) }
        let delivery = try await deliverer.deliver(Samples.message(), deadline: house.deadline)
        #expect(delivery == Delivery(outcome: DeliveryOutcome(status: .failed, provider: .none), attempts: []))
    }

    @Test("The longest prefix decides who is asked; who cannot do the channel or is not there is passed over")
    func routes() async throws {
        let senders = [
            FakeSender("sms", channels: [.sms], time: house.time), FakeSender("both", time: house.time),
        ]
        let routes = ProviderRoutes(
            sms: ["gone", "sms", "both"], voice: ["sms", "both"],
            smsByPrefix: ["+1": ["both", "sms"], "+1425": ["sms"]], voiceByPrefix: [:])
        let deliverer = house.deliverer(senders, routes: routes)
        let expected: [(String, DeliveryChannel, [ProviderID])] = [
            ("+14255550123", .sms, ["sms"]), ("+12125550123", .sms, ["both", "sms"]),
            ("+4915112345678", .sms, ["sms", "both"]), ("+14255550123", .voice, ["both"]),
        ]
        for (number, channel, providers) in expected {
            #expect(try deliverer.candidates(for: Samples.message(to: number, by: channel)) == providers)
        }
    }

    @Test(
        "Time is shared so that every candidate gets a sensible part",
        arguments: [
            (2400, 1, 2400), (2400, 2, 1440), (960, 1, 960), (2400, 3, 1440), (120, 3, 100), (99, 1, nil), (-5, 2, nil),
            (500, 0, nil),
        ])
    func shares(left: Int, candidates: Int, share: Int?) {
        let next = AttemptShare().next(left: .milliseconds(left), candidates: candidates)
        #expect(next == share.map { .milliseconds($0) })
    }

    @Test("No log line has the code or the number")
    func canaries() async throws {
        let codes = DeliveryError.Code.allCases
        let senders = codes.map { FakeSender(ProviderID("p-\($0)"), .fail($0), time: house.time) }
        for sender in senders {
            let other = FakeSender("z", .hang, time: house.time)
            let once = house.once(house.deliverer([sender, other]), log: FlakyLog(.failing))
            let message = try Samples.message("event-\(sender.id)")
            let deadline = house.deadline
            let outcome = await house.time.run { await once.deliver(message, deadline: deadline) }
            #expect(!"\(outcome)".contains(Samples.code) && !"\(outcome)".contains("4255550123"))
        }
        let message = try Samples.message()
        var dumped = ""
        dump(message, to: &dumped)
        let texts =
            house.logs.lines + [
                "\(message)", String(reflecting: message), dumped, "\(message.code)", String(reflecting: message.code),
                "\(VendorHouse.twilio)", String(reflecting: VendorHouse.eightByEight),
            ]
        #expect(house.logs.lines.count > 10)
        for text in texts {
            for canary in [Samples.code, "4255550123", "twilio-secret", "eight-key"] {
                #expect(!text.contains(canary), "\(text)")
            }
        }
    }
}
