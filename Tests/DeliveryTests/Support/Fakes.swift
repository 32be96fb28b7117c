import Clocks
import Foundation
import PhoneNumbers
import Synchronization

@testable import Delivery

/// A provider that does as it is told.
final class FakeSender: CodeSender {
    enum Behaviour: Sendable {
        case accept
        case fail(DeliveryError.Code)
        /// Answers nothing, ever.
        case hang
        /// Answers after its deadline.
        case late(Duration)
    }

    let id: ProviderID
    let channels: Set<DeliveryChannel>
    private let time: ManualTime
    private let state: Mutex<(behaviour: Behaviour, seen: [(message: CodeMessage, deadline: ContinuousClock.Instant)])>

    init(
        _ id: ProviderID, _ behaviour: Behaviour = .accept, channels: Set<DeliveryChannel> = [.sms, .voice],
        time: ManualTime
    ) {
        self.id = id
        self.channels = channels
        self.time = time
        state = Mutex((behaviour, []))
    }

    var seen: [(message: CodeMessage, deadline: ContinuousClock.Instant)] { state.withLock(\.seen) }
    var messages: [CodeMessage] { seen.map(\.message) }

    func behave(_ behaviour: Behaviour) { state.withLock { $0.behaviour = behaviour } }

    func send(
        _ message: CodeMessage, deadline: ContinuousClock.Instant
    ) async throws(DeliveryError) -> DeliveryReceipt {
        let (behaviour, count) = state.withLock { state in
            state.seen.append((message, deadline))
            return (state.behaviour, state.seen.count)
        }
        switch behaviour {
        case .accept: break
        case .fail(let code): throw DeliveryError(code, providerCode: "x1", summary: "told to")
        case .hang: await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
        case .late(let delay): try? await time.timing.sleep(deadline + delay)
        }
        return DeliveryReceipt(reference: "\(id)-\(count)", metadata: "part=\(count)")
    }
}

/// A log in front of another one that fails or hangs when told.
final class FlakyLog: DeliveryLog {
    enum Mood: Sendable { case well, failing, hanging }

    struct Broken: Error {}

    let inner = MemoryDeliveryLog()
    private let mood: Mutex<Mood>

    init(_ mood: Mood) { self.mood = Mutex(mood) }

    func become(_ next: Mood) { mood.withLock { $0 = next } }

    private func suffer() async throws {
        switch mood.withLock({ $0 }) {
        case .well: return
        case .failing: throw Broken()
        case .hanging: await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
        }
    }

    func claim(
        _ message: CodeMessage, owner: String, now: Date, until: Date, counting charges: [SendCharge]
    ) async throws -> EventClaim {
        try await suffer()
        return await inner.claim(message, owner: owner, now: now, until: until, counting: charges)
    }

    func attempted(_ message: CodeMessage, _ attempts: [DeliveryAttempt]) async throws {
        try await suffer()
        await inner.attempted(message, attempts)
    }

    func finish(
        _ message: CodeMessage, outcome: DeliveryOutcome, attempts: [DeliveryAttempt], now: Date
    ) async throws {
        try await suffer()
        await inner.finish(message, outcome: outcome, attempts: attempts, now: now)
    }
}

/// A ledger that fails or hangs.
struct FlakyLedger: SendLedger {
    let hangs: Bool

    func count(_ charges: [SendCharge], now: Date) async throws -> PolicyRefusal? {
        guard hangs else { throw FlakyLog.Broken() }
        await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
        return nil
    }

    func takeBack(_ charges: [SendCharge], countedAt time: Date) async throws { throw FlakyLog.Broken() }
    func bar(_ key: LedgerKey?, until: Date, occasion: String, now: Date) async throws -> Bool {
        throw FlakyLog.Broken()
    }
}

/// A journal that a test can wait for.
actor FakeJournal: DeliveryJournal {
    private(set) var entries: [(DeliveryOccurrence, String)] = []
    private var watchers: [(Int, CheckedContinuation<Void, Never>)] = []

    func note(
        _ occurrence: DeliveryOccurrence, eventID: String, userID: String?, destination: PhoneNumber?, at now: Date
    ) {
        entries.append((occurrence, eventID))
        for watcher in watchers where watcher.0 <= entries.count { watcher.1.resume() }
        watchers.removeAll { $0.0 <= entries.count }
    }

    func waitForEntries(_ count: Int) async {
        if entries.count >= count { return }
        await withCheckedContinuation { watchers.append((count, $0)) }
    }
}

/// A ledger that tells when a send was taken back, which happens behind the answer.
struct TellingLedger: SendLedger {
    let takenBack: AsyncStream<Void>
    private let inner: MemorySendLedger
    private let told: AsyncStream<Void>.Continuation

    init(_ inner: MemorySendLedger) {
        self.inner = inner
        (takenBack, told) = AsyncStream.makeStream()
    }

    func count(_ charges: [SendCharge], now: Date) async -> PolicyRefusal? { await inner.count(charges, now: now) }

    func bar(_ key: LedgerKey?, until: Date, occasion: String, now: Date) async -> Bool {
        await inner.bar(key, until: until, occasion: occasion, now: now)
    }

    func takeBack(_ charges: [SendCharge], countedAt time: Date) async {
        await inner.takeBack(charges, countedAt: time)
        told.yield()
    }
}

/// All of a delivery but the vendors, on a clock of a test's own.
struct House: Sendable {
    let time = ManualTime()
    let logs = LogCatcher()
    let storage: MemoryDeliveryLog
    let ledger = MemorySendLedger()
    let journal = FakeJournal()
    let breakers = MemoryBreakerStore()

    init() { storage = MemoryDeliveryLog(ledger: ledger) }

    func breaker() -> Breaker { Breaker(store: breakers, timing: time.timing, logger: logs.logger) }

    func deliverer(
        _ senders: [FakeSender], routes: ProviderRoutes? = nil, breaker: Breaker? = nil,
        budget: Duration = .milliseconds(2500)
    ) -> Deliverer {
        Deliverer(
            senders: senders, routes: routes ?? ProviderRoutes(sms: senders.map(\.id), voice: senders.map(\.id)),
            breaker: breaker ?? self.breaker(), shares: AttemptShare(budget: budget), timing: time.timing,
            logger: logs.logger)
    }

    func once(
        _ deliverer: Deliverer, policy: SendPolicy = SendPolicy(), ledger: (any SendLedger)? = nil,
        log: (any DeliveryLog)? = nil, owner: String = "one"
    ) -> OnceDeliverer {
        OnceDeliverer(
            deliverer: deliverer,
            policy: PolicyCheck(
                policy: policy, ledger: ledger ?? self.ledger, timing: time.timing, logger: logs.logger),
            log: log ?? storage, journal: journal, owner: owner, timing: time.timing, logger: logs.logger)
    }

    func reports(_ senders: [FakeSender], outbox: any Outbox) -> ReportHandler {
        ReportHandler(
            storage: storage, outbox: outbox, deliverer: deliverer(senders), journal: journal, timing: time.timing,
            logger: logs.logger)
    }

    func worker(
        _ outbox: any Outbox, bell: OutboxBell = OutboxBell(), usage: UsageReporter? = nil,
        reports: ReportHandler? = nil, owner: String = "one"
    ) -> OutboxWorker {
        OutboxWorker(
            outbox: outbox, bell: bell,
            usage: usage
                ?? UsageReporter(
                    outbox: outbox, storage: storage, feedback: [:], timing: time.timing, logger: logs.logger),
            reports: reports ?? self.reports([], outbox: outbox), owner: owner, timing: time.timing, logger: logs.logger
        )
    }

    var deadline: ContinuousClock.Instant { time.now + .milliseconds(2500) }
}
