public import Clocks
import Foundation
public import Logging
import Metrics
import PhoneNumbers

/// Tells providers how codes ended: used, as Okta's events say, or expired.
///
/// What is to be done goes into an outbox before Okta is answered; ``OutboxWorker`` works it off.
public struct UsageReporter: Sendable {
    private let outbox: any Outbox
    private let history: any SendHistory
    private let keeper: any CodeKeeper
    private let feedback: [ProviderID: any UsageFeedback]
    private let timing: Timing
    private let logger: Logger

    /// How far back a used code's message is looked for, in seconds: codes live five minutes, events come late.
    private static let reach = 900.0
    /// How long a code may have expired before that is told, in seconds: the event of its use may be on its way, and
    /// Twilio's verification ends by itself after ten minutes.
    private static let expiryGrace = 120.0
    private static let patience = Duration.seconds(5)

    /// Puts a reporter together.
    ///
    /// - Parameters:
    ///   - outbox: Keeps what is to be done.
    ///   - storage: The deliveries.
    ///   - feedback: The providers that want to know; others are passed over.
    ///   - timing: The clock.
    ///   - logger: Hears of uses that are not what they should be.
    public init(
        outbox: any Outbox, storage: any SendHistory & CodeKeeper, feedback: [ProviderID: any UsageFeedback],
        timing: Timing, logger: Logger
    ) {
        self.outbox = outbox
        (history, keeper) = (storage, storage)
        self.feedback = feedback
        self.timing = timing
        self.logger = logger
    }

    /// Writes down that codes were used: quick, so that Okta can be answered.
    ///
    /// - Throws: What the outbox throws; Okta then sends the events once more.
    public func accept(_ codes: [UsedCode]) async throws {
        guard !codes.isEmpty else { return }
        let now = timing.date()
        try await outbox.enqueue(
            codes.map { OutboxItem(id: "used:\($0.eventUUID)", job: .used($0), createdAt: now) })
    }

    /// Finds codes that expired without a known use, and wipes the messages of all that expired.
    ///
    /// - Throws: What the store throws.
    public func sweepExpired() async throws {
        let now = timing.date()
        // In parts, so that no transaction is long; until none is left, so that a busy day leaves no backlog.
        while !Task.isCancelled {
            let expired = try await keeper.expiring(
                before: now.addingTimeInterval(-Self.expiryGrace), limit: Self.expiryBatch)
            let items = expired.compactMap { item(.expired, $0.send, destination: $0.destination, at: now) }
            // Before they are ended: nobody finds them afterwards, and the same job is put in once.
            if !items.isEmpty { try await outbox.enqueue(items) }
            try await keeper.expire(expired.map(\.send), now: now)
            if expired.count < Self.expiryBatch { return }
        }
    }

    /// How many sends one transaction ends at most.
    private static let expiryBatch = 500

    // MARK: Jobs

    /// Does a job of its own.
    func work(on item: OutboxItem) async throws -> JobVerdict {
        switch item.job {
        case .used(let code):
            try await outbox.enqueue(followUps(of: code, heardAt: item.createdAt))
            return .done
        case .feedback(let provider, let use, let send):
            return await tell(provider, use, send, tries: item.tries)
        case .report, .resend:
            return .done
        }
    }

    /// What the providers of a used code are to be told.
    ///
    /// A job that is repeated, since who had it died over it, comes to the same.
    private func followUps(of code: UsedCode, heardAt: Date) async throws -> [OutboxItem] {
        let (sends, usedAt) = try await candidates(for: code, heardAt: heardAt)
        for eventID in Self.events(sends, of: code) {
            let used = try await history.markUsed(eventID: eventID, by: code.eventUUID)
            guard !used.isEmpty else { continue }
            let destination = try await keeper.message(of: eventID, now: timing.date())?.destination
            return used.compactMap { item(.used, $0, destination: destination, at: usedAt) }
        }
        return []
    }

    /// The events whose code it may have been, the likeliest first; only the one that was found before, if there is one.
    private static func events(_ sends: [SendRecord], of code: UsedCode) -> [String] {
        if let found = sends.first(where: { $0.usedBy == code.eventUUID }) { return [found.eventID] }
        return sends.filter { $0.stage != .failed && $0.stage != .used }.map(\.eventID)
    }

    /// The sends that may have brought a code, the newest first, and when it was used.
    ///
    /// Where the event's time fits none, since a clock is wrong or the time made up, those whose codes worked when it came.
    private func candidates(
        for code: UsedCode, heardAt: Date
    ) async throws -> (sends: [SendRecord], usedAt: Date) {
        let usedAt = code.usedAt ?? heardAt
        let sends = try await sends(of: code, around: usedAt)
        guard sends.isEmpty, code.usedAt != nil else { return (sends, usedAt) }
        let working = try await self.sends(of: code, around: heardAt).filter { heardAt < $0.expiresAt }
        logger.info(
            "a use of a code fits no send by the event's time, which was not used",
            metadata: ["event_id": "\(code.eventUUID)", "sends": "\(working.count)"])
        return (working, heardAt)
    }

    private func sends(of code: UsedCode, around usedAt: Date) async throws -> [SendRecord] {
        // A clock of Okta's that is ahead of ours must not hide the send.
        try await history.sends(
            to: code.userID, channel: code.channel, from: usedAt.addingTimeInterval(-Self.reach),
            through: usedAt.addingTimeInterval(30))
    }

    private func item(_ use: CodeUse, _ send: SendRecord, destination: PhoneNumber?, at: Date) -> OutboxItem? {
        guard feedback[send.provider] != nil, send.reference != nil || destination != nil else { return nil }
        let ended = SentCode(reference: send.reference, destination: destination, endedAt: at)
        return OutboxItem(
            id: "\(use.rawValue):\(send.provider):\(send.eventID)", job: .feedback(send.provider, use, ended),
            createdAt: timing.date())
    }

    private func tell(_ provider: ProviderID, _ use: CodeUse, _ send: SentCode, tries: Int) async -> JobVerdict {
        guard let listener = feedback[provider] else { return .done }
        do throws(DeliveryError) {
            try await listener.report(use, of: send, deadline: timing.now() + Self.patience)
            count(provider, use, "told")
            return .done
        } catch {
            switch error.code {
            case .throttled, .unavailable, .fateUnknown, .misconfigured:
                count(provider, use, "retried")
                return .again(after: OutboxBackoff.pause(afterTries: tries))
            case .invalidDestination, .refused, .fraudSuspected:
                // It is over there, or was never known: telling it again would change nothing.
                count(provider, use, "refused")
                return .done
            }
        }
    }

    private func count(_ provider: ProviderID, _ use: CodeUse, _ result: String) {
        Counter(
            label: "voicegate_code_feedback",
            dimensions: [("provider", provider.name), ("use", use.rawValue), ("result", result)]
        ).increment()
    }
}
