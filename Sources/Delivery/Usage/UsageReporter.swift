import Foundation
public import Logging
import Metrics
import PhoneNumbers

/// Tells providers how codes ended: used, as Okta's events say, or expired.
///
/// What is to be done goes into an outbox before Okta is answered, and is worked off afterwards, also after a restart.
public struct UsageReporter: Sendable {
    private let outbox: any Outbox
    private let history: any SendHistory
    private let keeper: any CodeKeeper
    private let feedback: [ProviderID: any UsageFeedback]
    private let owner: String
    private let time: Timekeeper
    private let logger: Logger

    /// How far back a used code's message is looked for, in seconds: codes live five minutes, events come late.
    private static let reach = 900.0
    /// How long a code may have expired before that is told, in seconds: the event of its use may be on its way, and
    /// Twilio's verification ends by itself after ten minutes.
    private static let expiryGrace = 120.0
    /// How long one worker has for a batch before another takes it, in seconds: what a process that died had taken is
    /// made up within a minute.
    private static let lease = 30.0
    private static let batch = 20
    private static let sweepInterval = Duration.seconds(20)
    private static let patience = Duration.seconds(5)

    /// Puts a reporter together.
    ///
    /// - Parameters:
    ///   - outbox: Keeps what is to be done.
    ///   - storage: The deliveries.
    ///   - feedback: The providers that want to know; others are passed over.
    ///   - owner: Names this process among the instances.
    ///   - time: The clock.
    ///   - logger: Hears of what could not be told.
    public init(
        outbox: any Outbox, storage: any SendHistory & CodeKeeper, feedback: [ProviderID: any UsageFeedback],
        owner: String, time: Timekeeper = .system, logger: Logger
    ) {
        self.outbox = outbox
        (history, keeper) = (storage, storage)
        self.feedback = feedback
        self.owner = owner
        self.time = time
        self.logger = logger
    }

    /// Writes down that codes were used: quick, so that Okta can be answered.
    ///
    /// - Throws: What the outbox throws; Okta then sends the events once more.
    public func accept(_ codes: [UsedCode]) async throws {
        guard !codes.isEmpty else { return }
        let now = time.date()
        try await outbox.enqueue(
            codes.map { OutboxItem(id: "used:\($0.eventUUID)", job: .used($0), createdAt: now) })
    }

    /// Works off what is due.
    ///
    /// - Returns: How many jobs were taken.
    /// - Throws: What the store throws.
    @discardableResult
    public func workOff() async throws -> Int {
        var taken = 0
        while true {
            let now = time.date()
            let items = try await outbox.claimDue(
                owner: owner, now: now, until: now.addingTimeInterval(Self.lease), limit: Self.batch)
            if items.isEmpty { return taken }
            taken += items.count
            // At once: a provider that hangs must not outlast the lease of the rest.
            try await withThrowingTaskGroup(of: Void.self) { group in
                for item in items { group.addTask { try await work(on: item) } }
                try await group.waitForAll()
            }
        }
    }

    /// Finds codes that expired without a known use, and wipes the messages of all that expired.
    ///
    /// - Throws: What the store throws.
    public func sweepExpired() async throws {
        let now = time.date()
        // In parts, so that no transaction is long; until none is left, so that a busy day leaves no backlog.
        while !Task.isCancelled {
            let expired = try await keeper.expire(
                before: now.addingTimeInterval(-Self.expiryGrace), now: now, limit: Self.expiryBatch)
            let items = expired.compactMap { item(.expired, $0.send, destination: $0.destination, at: now) }
            if !items.isEmpty { try await outbox.enqueue(items) }
            if expired.count < Self.expiryBatch { return }
        }
    }

    /// How many sends one transaction ends at most.
    private static let expiryBatch = 500

    /// Works until the task is cancelled.
    ///
    /// - Parameter interval: The pause between rounds.
    public func run(every interval: Duration = .seconds(2)) async {
        var sweepAt = time.now()
        while !Task.isCancelled {
            do {
                try await workOff()
                if sweepAt <= time.now() {
                    sweepAt = time.now() + Self.sweepInterval
                    try await sweepExpired()
                }
            } catch {
                logger.warning("the outbox does not work", metadata: ["error": "\(type(of: error))"])
            }
            try? await time.sleep(time.now() + interval)
        }
    }

    // MARK: Jobs

    private func work(on item: OutboxItem) async throws {
        let now = time.date()
        guard now.timeIntervalSince(item.createdAt) < OutboxBackoff.lifetime else {
            logger.warning("given up after a day", metadata: ["job": "\(item.id)"])
            count(item, "given-up")
            return try await outbox.done(item.id, now: now)
        }
        switch item.job {
        case .used(let code):
            let followUps = try await sends(of: code).compactMap { send, destination in
                self.item(.used, send, destination: destination, at: code.usedAt ?? now)
            }
            try await outbox.enqueue(followUps)
            try await outbox.done(item.id, now: now)
            count(item, "done")
        case .feedback(let provider, let use, let send):
            try await tell(provider, use, send, item)
        }
    }

    /// The sends that a used code belongs to, newly marked as used.
    private func sends(of code: UsedCode) async throws -> [(SendRecord, PhoneNumber?)] {
        let end = code.usedAt ?? time.date()
        // A clock of Okta's that is ahead of ours must not hide the send.
        let candidates = try await history.sends(
            to: code.userID, channel: code.channel, from: end.addingTimeInterval(-Self.reach),
            through: end.addingTimeInterval(30))
        guard let newest = candidates.first(where: { $0.stage != .failed && $0.stage != .used }) else { return [] }
        let destination = try await keeper.message(of: newest.eventID, now: time.date())?.destination
        return try await history.markUsed(eventID: newest.eventID).map { ($0, destination) }
    }

    private func item(_ use: CodeUse, _ send: SendRecord, destination: PhoneNumber?, at: Date) -> OutboxItem? {
        guard feedback[send.provider] != nil, send.reference != nil || destination != nil else { return nil }
        let ended = SentCode(reference: send.reference, destination: destination, endedAt: at)
        return OutboxItem(
            id: "\(use.rawValue):\(send.provider):\(send.eventID)", job: .feedback(send.provider, use, ended),
            createdAt: time.date())
    }

    private func tell(_ provider: ProviderID, _ use: CodeUse, _ send: SentCode, _ item: OutboxItem) async throws {
        let now = time.date()
        guard let listener = feedback[provider] else { return try await outbox.done(item.id, now: now) }
        do {
            try await listener.report(use, of: send, deadline: time.now() + Self.patience)
            count(provider, use, "told")
            count(item, "done")
            try await outbox.done(item.id, now: now)
        } catch let error as DeliveryError {
            switch error.code {
            case .throttled, .unavailable, .fateUnknown, .misconfigured:
                count(provider, use, "retried")
                count(item, "retried")
                try await outbox.retry(
                    item.id, at: now.addingTimeInterval(OutboxBackoff.pause(afterTries: item.tries)))
            case .invalidDestination, .refused, .fraudSuspected:
                // It is over there, or was never known: telling it again would change nothing.
                count(provider, use, "refused")
                count(item, "done")
                try await outbox.done(item.id, now: now)
            }
        }
    }

    private func count(_ item: OutboxItem, _ result: String) {
        let kind =
            switch item.job {
            case .used: "used"
            case .feedback: "feedback"
            }
        Counter(label: "voicegate_outbox_jobs", dimensions: [("job", kind), ("result", result)]).increment()
        guard result != "retried" else { return }
        Metrics.Timer(label: "voicegate_outbox_seconds", dimensions: [("job", kind)])
            .recordNanoseconds(Int64(max(0, time.date().timeIntervalSince(item.createdAt)) * 1e9))
    }

    private func count(_ provider: ProviderID, _ use: CodeUse, _ result: String) {
        Counter(
            label: "voicegate_code_feedback",
            dimensions: [("provider", provider.name), ("use", use.rawValue), ("result", result)]
        ).increment()
    }
}
