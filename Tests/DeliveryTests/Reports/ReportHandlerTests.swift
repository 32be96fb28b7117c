import Foundation
import Testing

@testable import Delivery

@Suite("What reports lead to")
struct ReportHandlerTests {
    let house = House()

    private func handler(_ senders: [FakeSender]) -> ReportHandler {
        ReportHandler(
            storage: house.storage, deliverer: house.deliverer(senders), journal: house.journal,
            time: house.time.keeper, logger: house.logs.logger)
    }

    private func report(
        _ status: DeliveryReport.Status, _ provider: ProviderID = "a", _ reference: String = "a-1", event: String? = nil
    ) -> DeliveryReport {
        DeliveryReport(provider: provider, reference: reference, eventID: event, status: status, detail: "30005")
    }

    private func delivered(by senders: [FakeSender]) async throws {
        _ = try await house.once(house.deliverer(senders)).deliver(Samples.message(), deadline: house.deadline)
    }

    @Test("An undelivered code goes out once more, through the next provider")
    func sentAgain() async throws {
        let senders = [FakeSender("a", time: house.time), FakeSender("b", time: house.time)]
        try await delivered(by: senders)
        let handler = handler(senders)
        let result = try await handler.handle(report(.undelivered))
        #expect(
            result
                == .sentAgain(
                    DeliveryOutcome(
                        status: .successful, provider: "b", transactionID: "b-1", transactionMetadata: "part=1")))
        #expect(senders[1].messages == senders[0].messages)
        #expect(try await handler.handle(report(.undelivered)) == .repeated)
        #expect(try await handler.handle(report(.undelivered, "b", "b-1")) == .moved)
        #expect(senders.map(\.seen.count) == [1, 1])
        #expect(await house.storage.sends(of: "event-1").map(\.stage) == [.undelivered, .undelivered])
        #expect(await house.journal.entries.contains { $0.1 == "event-1" && $0.0 != .unwanted })
    }

    @Test("It goes out again once only, however many report at once")
    func sentAgainOnce() async throws {
        let senders = ["a", "b", "c"].map { FakeSender(ProviderID($0), time: house.time) }
        try await delivered(by: senders)
        let handler = handler(senders)
        await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 { group.addTask { try await handler.handle(report(.failed)) } }
        }
        _ = try await handler.handle(report(.failed, "b", "b-1"))
        #expect(senders.map(\.seen.count) == [1, 1, 0])
    }

    @Test(
        "It does not go out again when it was delivered, is too old, or nobody else is there",
        arguments: [
            "delivered first", "expired", "no other provider", "used", "nobody answered",
        ])
    func notAgain(why: String) async throws {
        let a = FakeSender("a", time: house.time)
        let b = FakeSender("b", time: house.time)
        try await delivered(by: why == "no other provider" ? [a] : [a, b])
        let handler = handler(why == "no other provider" ? [a] : [a, b])
        switch why {
        case "delivered first": _ = try await handler.handle(report(.delivered))
        case "expired": house.time.advance(by: .seconds(301))
        case "used": _ = await house.storage.markUsed(eventID: "event-1")
        default: break
        }
        let result = try await handler.handle(report(why == "nobody answered" ? .unanswered : .undelivered))
        #expect(result == .moved || result == .repeated)
        #expect(b.seen.isEmpty)
    }

    @Test("A report that overtakes its send's row waits for it; one of nobody's is given up")
    func overtaking() async throws {
        let senders = [FakeSender("a", time: house.time), FakeSender("b", time: house.time)]
        let handler = handler(senders)
        let report = report(.undelivered)
        let task = Task { try await handler.handle(report) }
        await house.time.sleepers(1)
        try await delivered(by: senders)
        house.time.advance(by: .milliseconds(500))
        guard case .sentAgain = try await task.value else {
            Issue.record("the report was lost")
            return
        }
        let stranger = self.report(.delivered, "a", "a-99")
        let result = await house.time.run { try? await handler.handle(stranger) }
        #expect(result == .unknown)
    }

    @Test("A report finds a send whose answer was lost by our event, and gives it its reference")
    func byEvent() async throws {
        let senders = [FakeSender("a", .fail(.fateUnknown), time: house.time)]
        try await delivered(by: senders)
        #expect(try await handler(senders).handle(report(.delivered, event: "event-1")) == .moved)
        let send = try #require(await house.storage.sends(of: "event-1").first)
        #expect(send.stage == .delivered)
        #expect(send.reference == "a-1")
    }
}
