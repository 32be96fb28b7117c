import Foundation
import PhoneNumbers
import Testing

@testable import Delivery

@Suite("What reports lead to")
struct ReportHandlerTests {
    let house = House()
    let outbox = MemoryOutbox()

    private func report(
        _ status: DeliveryReport.Status, _ provider: ProviderID = "a", _ reference: String = "a-1", event: String? = nil
    ) -> DeliveryReport {
        DeliveryReport(provider: provider, reference: reference, eventID: event, status: status, detail: "30005")
    }

    private func delivered(by senders: [FakeSender]) async throws {
        _ = try await house.once(house.deliverer(senders)).deliver(Samples.message(), deadline: house.deadline)
    }

    /// A handler with the worker that does its jobs.
    private func desk(_ senders: [FakeSender], owner: String = "one") -> (handler: ReportHandler, worker: OutboxWorker)
    {
        let handler = house.reports(senders, outbox: outbox)
        return (handler, house.worker(outbox, reports: handler, owner: owner))
    }

    private var stages: [SendStage] { get async { await house.storage.sends(of: "event-1").map(\.stage) } }

    @Test("An undelivered code goes out once more, through the next provider")
    func sentAgain() async throws {
        let senders = [FakeSender("a", time: house.time), FakeSender("b", time: house.time)]
        try await delivered(by: senders)
        let (handler, worker) = desk(senders)
        try await handler.accept([report(.undelivered)])
        #expect(senders.map(\.seen.count) == [1, 0])
        await worker.workOff()
        #expect(senders[1].messages == senders[0].messages)
        #expect(await stages == [.undelivered, .accepted])
        try await handler.accept([report(.undelivered)])
        try await handler.accept([report(.undelivered, "b", "b-1")])
        await worker.workOff()
        #expect(senders.map(\.seen.count) == [1, 1])
        #expect(await stages == [.undelivered, .undelivered])
        #expect(await outbox.count == 0)
        #expect(await house.journal.entries.contains { $0.1 == "event-1" && $0.0 != .unwanted })
    }

    @Test("It goes out again once only, however many report at once")
    func sentAgainOnce() async throws {
        let senders = ["a", "b", "c"].map { FakeSender(ProviderID($0), time: house.time) }
        try await delivered(by: senders)
        let (handler, worker) = desk(senders)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for status in [DeliveryReport.Status.failed, .undelivered] {
                for _ in 0..<25 {
                    group.addTask {
                        try await handler.accept([report(status)])
                        await worker.workOff()
                    }
                }
            }
            try await group.waitForAll()
        }
        try await handler.accept([report(.failed, "b", "b-1")])
        await worker.workOff()
        #expect(senders.map(\.seen.count) == [1, 1, 0])
    }

    @Test(
        "It does not go out again when it was delivered, is too old, or nobody else is there",
        arguments: [
            "delivered first", "expired", "no other provider", "used", "nobody answered", "fraud guard",
        ])
    func notAgain(why: String) async throws {
        let a = FakeSender("a", time: house.time)
        let b = FakeSender("b", time: house.time)
        let senders = why == "no other provider" ? [a] : [a, b]
        try await delivered(by: senders)
        let (handler, worker) = desk(senders)
        switch why {
        case "delivered first": try await handler.accept([report(.delivered)])
        case "expired": house.time.advance(by: .seconds(301))
        case "used": _ = await house.storage.markUsed(eventID: "event-1", by: "u1")
        default: break
        }
        let status: DeliveryReport.Status =
            switch why {
            case "nobody answered": .unanswered
            case "fraud guard": .blocked
            default: .undelivered
            }
        try await handler.accept([report(status)])
        await worker.workOff()
        #expect(b.seen.isEmpty)
        #expect(await outbox.count == 0)
    }

    @Test("A report that overtakes its send's row waits for it; one of nobody's is given up")
    func overtaking() async throws {
        let senders = [FakeSender("a", time: house.time), FakeSender("b", time: house.time)]
        let (handler, worker) = desk(senders)
        try await handler.accept([report(.undelivered), report(.sent, "a", "a-99")])
        await worker.workOff()
        #expect(await outbox.count == 2)
        try await delivered(by: senders)
        house.time.advance(by: .seconds(1))
        await worker.workOff()
        #expect(senders.map(\.seen.count) == [1, 1])
        for _ in 0..<2 {
            #expect(await outbox.count == 1)
            house.time.advance(by: .seconds(10))
            await worker.workOff()
        }
        #expect(await outbox.count == 0)
    }

    @Test(
        "One report that leads to nothing more is applied at once; one without a row is kept, but for the first stage")
    func atOnce() async throws {
        let (handler, _) = desk([])
        try await delivered(by: [FakeSender("a", time: house.time)])
        try await handler.accept([report(.delivered)])
        #expect(await stages == [.delivered])
        try await handler.accept([report(.accepted, "a", "a-7")])
        #expect(await outbox.count == 0)
        try await handler.accept([report(.delivered, "a", "a-7")])
        try await handler.accept((0..<1200).map { report(.sent, "a", "n-\($0)") })
        #expect(await outbox.count == 1201)
    }

    @Test("A report finds a send whose answer was lost by our event, and gives it its reference")
    func byEvent() async throws {
        let senders = [FakeSender("a", .fail(.fateUnknown), time: house.time)]
        try await delivered(by: senders)
        try await desk(senders).handler.accept([report(.delivered, event: "event-1")])
        let send = try #require(await house.storage.sends(of: "event-1").first)
        #expect(send.stage == .delivered)
        #expect(send.reference == "a-1")
    }

    @Test("What an instance that died had taken is made up by another: the code goes out, and once")
    func restart() async throws {
        let senders = [FakeSender("a", time: house.time), FakeSender("b", time: house.time)]
        try await delivered(by: senders)
        let handler = desk(senders).handler
        try await handler.accept([report(.undelivered)])
        let soon = house.time.date.addingTimeInterval(OutboxWorker.lease)
        // It died before it applied the report.
        #expect(await outbox.claimDue(owner: "dead", now: house.time.date, until: soon, limit: 9).count == 1)
        let other = desk(senders, owner: "two").worker
        await other.workOff()
        #expect(senders[1].seen.isEmpty)
        house.time.advance(by: .seconds(20))
        await other.workOff()
        await other.workOff()
        #expect(senders.map(\.seen.count) == [1, 1])
    }

    @Test(
        "Who died over sending again leaves a fate unknown: the code goes out once more, unless it is written down",
        arguments: [true, false])
    func died(hasWritten: Bool) async throws {
        let senders = ["a", "b", "c"].map { FakeSender(ProviderID($0), time: house.time) }
        try await delivered(by: senders)
        let (handler, worker) = desk(senders)
        try await handler.accept([report(.undelivered)])
        // It takes the report, and dies over the job that this led to.
        _ = try await handler.work(on: report(.undelivered), tries: 1)
        house.time.advance(by: .seconds(1))
        let soon = house.time.date.addingTimeInterval(OutboxWorker.lease)
        #expect(await outbox.claimDue(owner: "dead", now: house.time.date, until: soon, limit: 9).count == 2)
        #expect(await house.storage.claimResend(of: "event-1"))
        if hasWritten {
            let attempt = DeliveryAttempt(
                provider: "b", stage: .accepted, reference: "b-9", startedAt: house.time.date)
            try await house.storage.attempted(Samples.message(), [attempt])
        }
        house.time.advance(by: .seconds(20))
        await worker.workOff()
        await worker.workOff()
        #expect(senders.map(\.seen.count) == [1, hasWritten ? 0 : 1, 0])
    }

    /// Deliveries of which no attempt can be written down.
    private struct ForgetfulStorage: DeliveryStorage {
        let inner: MemoryDeliveryLog

        func attempted(_ message: CodeMessage, _ attempts: [DeliveryAttempt]) async throws { throw FlakyLog.Broken() }

        func claim(
            _ message: CodeMessage, owner: String, now: Date, until: Date, counting charges: [SendCharge]
        ) async throws -> EventClaim {
            await inner.claim(message, owner: owner, now: now, until: until, counting: charges)
        }
        func finish(
            _ message: CodeMessage, outcome: DeliveryOutcome, attempts: [DeliveryAttempt], now: Date
        ) async throws {
            await inner.finish(message, outcome: outcome, attempts: attempts, now: now)
        }
        func advance(_ report: DeliveryReport) async throws -> SendProgress? { await inner.advance(report) }
        func sends(of eventID: String) async throws -> [SendRecord] { await inner.sends(of: eventID) }
        func sends(
            to userID: String, channel: DeliveryChannel, from: Date, through: Date
        ) async throws -> [SendRecord] {
            await inner.sends(to: userID, channel: channel, from: from, through: through)
        }
        func openSend(by provider: ProviderID, to number: PhoneNumber, since: Date) async throws -> SendRecord? {
            await inner.openSend(by: provider, to: number, since: since)
        }
        func markUsed(eventID: String, by use: String) async throws -> [SendRecord] {
            await inner.markUsed(eventID: eventID, by: use)
        }
        func message(of eventID: String, now: Date) async throws -> CodeMessage? {
            await inner.message(of: eventID, now: now)
        }
        func claimResend(of eventID: String) async throws -> Bool { await inner.claimResend(of: eventID) }
        func expiring(before: Date, limit: Int) async throws -> [ExpiredSend] {
            await inner.expiring(before: before, limit: limit)
        }
        func expire(_ sends: [SendRecord], now: Date) async throws { await inner.expire(sends, now: now) }
    }

    @Test("What cannot be written down goes out a second time, and no more; then its job is done")
    func neverWritten() async throws {
        let senders = [FakeSender("a", time: house.time), FakeSender("b", time: house.time)]
        try await delivered(by: senders)
        let handler = ReportHandler(
            storage: ForgetfulStorage(inner: house.storage), outbox: outbox, deliverer: house.deliverer(senders),
            journal: house.journal, timing: house.time.timing, logger: house.logs.logger)
        let worker = house.worker(outbox, reports: handler)
        try await handler.accept([report(.undelivered)])
        for sent in [1, 2, 2, 2] {
            await worker.workOff()
            #expect(senders.map(\.seen.count) == [1, sent])
            house.time.advance(by: .seconds(OutboxWorker.lease))
        }
        #expect(await outbox.count == 0)
    }
}
