import Clocks
import Foundation
import PhoneNumbers
import Synchronization
import Testing

@testable import Delivery

@Suite("How codes ended")
struct UsageReporterTests {
    final class Listener: UsageFeedback {
        let told = Mutex<[String]>([])
        let answers: Mutex<[DeliveryError.Code]>

        init(_ answers: [DeliveryError.Code] = []) { self.answers = Mutex(answers) }

        var lines: [String] { told.withLock { $0 } }

        func report(
            _ use: CodeUse, of send: SentCode, deadline: ContinuousClock.Instant
        ) async throws(DeliveryError) {
            told.withLock { $0.append("\(use) \(send.reference ?? send.destination?.e164 ?? "?")") }
            let failure = answers.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            if let failure { throw DeliveryError(failure, summary: "told to") }
        }
    }

    let house = House()
    let outbox = MemoryOutbox()

    /// A reporter with the worker that does its jobs.
    struct Desk {
        let usage: UsageReporter
        let worker: OutboxWorker

        func accept(_ codes: [UsedCode]) async throws { try await usage.accept(codes) }
        func sweepExpired() async throws { try await usage.sweepExpired() }
        func workOff() async { await worker.workOff() }
    }

    /// An outbox that fails when providers are to be told, as it does for a process that is killed then.
    actor DyingOutbox: Outbox {
        struct Killed: Error {}

        private let inner: MemoryOutbox
        private var kills = 1

        init(_ inner: MemoryOutbox) { self.inner = inner }

        func enqueue(_ items: [OutboxItem]) async throws {
            let tells = items.contains { if case .feedback = $0.job { true } else { false } }
            if tells, kills > 0 {
                kills -= 1
                throw Killed()
            }
            await inner.enqueue(items)
        }

        func claimDue(owner: String, now: Date, until: Date, limit: Int) async -> [OutboxItem] {
            await inner.claimDue(owner: owner, now: now, until: until, limit: limit)
        }

        func done(_ id: String, now: Date) async { await inner.done(id, now: now) }
        func retry(_ id: String, at: Date) async { await inner.retry(id, at: at) }
        func backlog() async -> OutboxBacklog { await inner.backlog() }
    }

    func reporter(
        _ listener: Listener, for providers: [ProviderID] = ["a"], jobs: (any Outbox)? = nil
    ) -> Desk {
        let jobs = jobs ?? outbox
        let usage = UsageReporter(
            outbox: jobs, storage: house.storage,
            feedback: Dictionary(uniqueKeysWithValues: providers.map { ($0, listener) }), timing: house.time.timing,
            logger: house.logs.logger)
        return Desk(usage: usage, worker: house.worker(jobs, usage: usage))
    }

    func used(_ uuid: String = "u1", user: String = "00u1", channel: DeliveryChannel = .sms) -> UsedCode {
        UsedCode(eventUUID: uuid, userID: user, channel: channel, usedAt: house.time.date)
    }

    func deliver(_ eventID: String, by senders: FakeSender...) async throws {
        let message = try Samples.message(eventID, now: house.time.date)
        _ = await house.once(house.deliverer(senders)).deliver(message, deadline: house.deadline)
    }

    @Test("A used code is told to its provider once, also when Okta says so twice")
    func once() async throws {
        let listener = Listener()
        let reporter = reporter(listener)
        try await deliver("event-1", by: FakeSender("a", time: house.time))
        try await reporter.accept([used(), used()])
        await reporter.workOff()
        try await reporter.accept([used()])
        try await reporter.accept([used("u2")])
        await reporter.workOff()
        #expect(listener.lines == ["used a-1"])
        #expect(await house.storage.sends(of: "event-1").map(\.stage) == [.used])
        #expect(await outbox.count == 0)
    }

    @Test("The newest message by that channel was the used one")
    func newest() async throws {
        let sender = FakeSender("a", time: house.time)
        let listener = Listener()
        try await deliver("event-1", by: sender)
        house.time.advance(by: .seconds(40))
        try await deliver("event-2", by: sender)
        house.time.advance(by: .seconds(10))
        let reporter = reporter(listener)
        try await reporter.accept([used(channel: .voice), used("u2"), used("u3", user: "00u9")])
        await reporter.workOff()
        #expect(listener.lines == ["used a-2"])
    }

    @Test("A send whose answer was lost is told by its number; providers that do not listen are passed over")
    func byNumber() async throws {
        let listener = Listener()
        try await deliver(
            "event-1", by: FakeSender("a", .fail(.fateUnknown), time: house.time), FakeSender("b", time: house.time))
        let reporter = reporter(listener)
        try await reporter.accept([used()])
        await reporter.workOff()
        #expect(listener.lines == ["used +14255550123"])
        #expect(await house.storage.sends(of: "event-1").map(\.stage) == [.used, .used])
    }

    @Test("A provider that fails is told again, later each time, for a day")
    func retries() async throws {
        let listener = Listener([.unavailable, .throttled, .fateUnknown])
        let reporter = reporter(listener)
        try await deliver("event-1", by: FakeSender("a", time: house.time))
        try await reporter.accept([used()])
        for (pause, count) in [(0.0, 1), (4.9, 1), (0.2, 2), (9.8, 2), (0.3, 3), (21, 4), (9999, 4)] {
            house.time.advance(by: .seconds(pause))
            await reporter.workOff()
            #expect(listener.lines.count == count, "after \(pause)")
        }
        #expect(await outbox.count == 0)
    }

    @Test("What a provider does not want to know is not told again, and nothing is after a day")
    func givingUp() async throws {
        let listener = Listener([.refused] + Array(repeating: .unavailable, count: 100))
        let reporter = reporter(listener)
        try await deliver("event-1", by: FakeSender("a", time: house.time))
        try await reporter.accept([used()])
        await reporter.workOff()
        #expect(await outbox.count == 0)
        house.time.advance(by: .seconds(60))
        try await deliver("event-2", by: FakeSender("a", time: house.time))
        try await reporter.accept([used("u2")])
        for _ in 0..<40 {
            await reporter.workOff()
            house.time.advance(by: .seconds(3600))
        }
        #expect(await outbox.count == 0)
        #expect(listener.lines.count > 20)
    }

    @Test("What was left by an instance that died is done by another within a minute")
    func restart() async throws {
        let listener = Listener()
        try await deliver("event-1", by: FakeSender("a", time: house.time))
        try await reporter(listener).accept([used()])
        _ = await outbox.claimDue(
            owner: "dead", now: house.time.date, until: house.time.date.addingTimeInterval(60), limit: 10)
        let other = reporter(listener)
        await other.workOff()
        #expect(listener.lines == [])
        house.time.advance(by: .seconds(60))
        await other.workOff()
        #expect(listener.lines == ["used a-1"])
    }

    @Test(
        "An event whose time is far off counts for the newest send whose code works, and the log says so",
        arguments: [-86_400.0, -3600, 3600, 8.64e9])
    func wrongTime(offset: Double) async throws {
        let listener = Listener()
        let sender = FakeSender("a", time: house.time)
        let reporter = reporter(listener)
        for (event, pause) in [("event-1", 301.0), ("event-2", 10), ("event-3", 10)] {
            try await deliver(event, by: sender)
            house.time.advance(by: .seconds(pause))
        }
        let usedAt = house.time.date.addingTimeInterval(offset)
        for uuid in ["u1", "u2", "u3"] {
            try await reporter.accept([UsedCode(eventUUID: uuid, userID: "00u1", channel: .sms, usedAt: usedAt)])
            await reporter.workOff()
        }
        #expect(listener.lines == ["used a-3", "used a-2"])
        #expect(house.logs.lines.contains { $0.hasPrefix("info") && $0.contains("time") && $0.contains("u1") })
    }

    @Test("A use whose time fits a send that was used before is of no newer one")
    func usedBefore() async throws {
        let listener = Listener()
        let sender = FakeSender("a", time: house.time)
        let reporter = reporter(listener)
        try await deliver("event-1", by: sender)
        let code = used()
        try await reporter.accept([code])
        await reporter.workOff()
        house.time.advance(by: .seconds(120))
        try await deliver("event-2", by: sender)
        try await reporter.accept([UsedCode(eventUUID: "u2", userID: "00u1", channel: .sms, usedAt: code.usedAt)])
        await reporter.workOff()
        #expect(listener.lines == ["used a-1"])
    }

    @Test("Who dies between marking a use and telling it is made up for, and no older code is told instead")
    func diedOverUse() async throws {
        let listener = Listener()
        let sender = FakeSender("a", time: house.time)
        try await deliver("event-1", by: sender)
        house.time.advance(by: .seconds(40))
        try await deliver("event-2", by: sender)
        let reporter = reporter(listener, jobs: DyingOutbox(outbox))
        try await reporter.accept([used()])
        await reporter.workOff()
        #expect(listener.lines == [])
        // The lease of who died runs out.
        house.time.advance(by: .seconds(60))
        await reporter.workOff()
        #expect(listener.lines == ["used a-2"])
        #expect(await house.storage.sends(of: "event-1").map(\.stage) == [.accepted])
        #expect(await outbox.count == 0)
    }

    @Test("Who dies between finding codes that expired and telling it is made up for")
    func diedOverExpiry() async throws {
        let listener = Listener()
        let reporter = reporter(listener, jobs: DyingOutbox(outbox))
        try await deliver("event-1", by: FakeSender("a", time: house.time))
        house.time.advance(by: .seconds(421))
        await #expect(throws: DyingOutbox.Killed.self) { try await reporter.sweepExpired() }
        for _ in 1...2 {
            try await reporter.sweepExpired()
            await reporter.workOff()
        }
        #expect(listener.lines == ["expired a-1"])
        #expect(await house.storage.sends(of: "event-1").map(\.stage) == [.expired])
    }

    @Test("A code that expired unused is told so, with time for a late event, and once")
    func expired() async throws {
        let listener = Listener()
        let reporter = reporter(listener)
        try await deliver("event-1", by: FakeSender("a", time: house.time))
        for (pause, lines) in [(419.0, []), (2.0, ["expired a-1"]), (60.0, ["expired a-1"])] {
            house.time.advance(by: .seconds(pause))
            try await reporter.sweepExpired()
            await reporter.workOff()
            #expect(listener.lines == lines)
        }
        #expect(await house.storage.events["event-1"]?.message == nil)
    }

    @Test("A code that was not asked for stops further ones to its number, and is a security event")
    func unwanted() async throws {
        let sender = FakeSender("a", time: house.time)
        let once = house.once(house.deliverer([sender]))
        _ = try await once.deliver(Samples.message("event-1"), deadline: house.deadline)
        let unwanted = UnwantedCodes(
            keeper: house.storage, ledger: house.ledger, journal: house.journal, barSeconds: 3600,
            timing: house.time.timing, logger: house.logs.logger)
        #expect(try await unwanted.report(eventID: "event-1"))
        #expect(try await unwanted.report(eventID: "nobody's") == false)
        house.time.advance(by: .seconds(10))
        #expect(try await unwanted.report(eventID: "event-1") == false)
        let next = try await once.deliver(Samples.message("event-2"), deadline: house.deadline)
        #expect(next.refusal == .barred)
        house.time.advance(by: .seconds(3590))
        let later = try Samples.message("event-3", now: house.time.date)
        #expect(await once.deliver(later, deadline: house.deadline).status == .successful)
        #expect(await house.journal.entries.contains { $0.0 == .unwanted && $0.1 == "event-1" })
    }
}
