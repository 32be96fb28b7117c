public import Clocks
import Foundation
public import Logging
import Metrics

/// Applies delivery reports, and sends a code once more when it did not arrive.
///
/// What a report leads to is written down before its provider is answered, and survives a restart.
public struct ReportHandler: Sendable {
    private let history: any SendHistory
    private let keeper: any CodeKeeper
    private let log: any DeliveryLog
    private let outbox: any Outbox
    private let deliverer: Deliverer
    private let journal: any DeliveryJournal
    private let timing: Timing
    private let logger: Logger

    /// A report may overtake the row of its send, which is written after the provider has answered; in seconds.
    private static let pauses = [1.0, 3, 10]
    /// Nobody waits for a second message within a request: it has longer.
    private static let budget = Duration.seconds(10)
    /// How many jobs one transaction puts in at most.
    private static let part = 500

    /// Puts a handler together.
    ///
    /// - Parameters:
    ///   - storage: The deliveries.
    ///   - outbox: Keeps what reports lead to.
    ///   - deliverer: Sends once more.
    ///   - journal: Hears when it did.
    ///   - timing: The clock.
    ///   - logger: Hears of reports that lead to something.
    public init(
        storage: any DeliveryStorage, outbox: any Outbox, deliverer: Deliverer, journal: any DeliveryJournal,
        timing: Timing, logger: Logger
    ) {
        (history, keeper, log) = (storage, storage, storage)
        self.outbox = outbox
        self.deliverer = deliverer
        self.journal = journal
        self.timing = timing
        self.logger = logger
    }

    /// Takes reports, as many as came together: quick, and not forgotten once it has returned.
    ///
    /// One that leads to nothing more is applied at once, which costs no more than to write it down. Reports that come
    /// twice or out of order do no harm.
    ///
    /// - Throws: What the store throws; the provider may be asked to report again then.
    public func accept(_ reports: [DeliveryReport]) async throws {
        if reports.count == 1, let report = reports.first, !report.status.asksForAnother {
            if try await apply(report) != nil { return }
            // What a send begins with need not be remembered for it.
            guard report.status != .accepted else { return }
        }
        let now = timing.date()
        let items = reports.map { OutboxItem(id: $0.jobID, job: .report($0), createdAt: now) }
        for start in stride(from: 0, to: items.count, by: Self.part) {
            try await outbox.enqueue(Array(items[start..<min(start + Self.part, items.count)]))
        }
    }

    /// Applies a report that was written down.
    func work(on report: DeliveryReport, tries: Int) async throws -> JobVerdict {
        guard let send = try await apply(report) else {
            if tries <= Self.pauses.count { return .again(after: Self.pauses[max(tries, 1) - 1]) }
            count(report, "unknown")
            return .done
        }
        // Not only when it has moved: the one who moved it may have died over it.
        if report.status.asksForAnother, send.stage == .undelivered {
            let item = OutboxItem(
                id: "resend:\(send.eventID)", job: .resend(eventID: send.eventID), createdAt: timing.date())
            try await outbox.enqueue([item])
        }
        return .done
    }

    /// Moves a report's send on.
    ///
    /// - Returns: The send as it is now; nil when there is none.
    private func apply(_ report: DeliveryReport) async throws -> SendRecord? {
        guard let progress = try await history.advance(report) else { return nil }
        count(report, progress.moved ? "moved" : "repeated")
        if progress.moved {
            logger.info(
                "delivery report",
                metadata: [
                    "event_id": "\(progress.send.eventID)", "provider": "\(report.provider)",
                    "status": "\(report.status.rawValue)", "detail": "\(report.detail ?? "")",
                ])
        }
        return progress.send
    }

    /// Sends an event's code through a provider that has not had it, once and while the code works.
    ///
    /// A try that died may have sent it: its fate is unknown, so the code goes out again rather than not at all. That
    /// is for the second try only: where it cannot be written down that it went, nobody gets a code over and over.
    func sendAgain(_ eventID: String, _ item: OutboxItem) async throws -> JobVerdict {
        guard let message = try await keeper.message(of: eventID, now: timing.date()) else { return .done }
        let sends = try await history.sends(of: eventID)
        guard !sends.contains(where: { $0.stage == .delivered || $0.stage == .used }) else { return .done }
        let tried = Set(sends.map(\.provider))
        guard deliverer.candidates(for: message).contains(where: { !tried.contains($0) }) else { return .done }
        let isFirst = try await keeper.claimResend(of: eventID)
        let isSent = sends.contains { $0.sentAt >= item.createdAt && $0.stage != .failed && $0.stage != .undelivered }
        guard isFirst || item.tries == 2 && !isSent else { return .done }
        let delivery = await deliverer.deliver(message, excluding: tried, deadline: timing.now() + Self.budget)
        try await log.attempted(message, delivery.attempts)
        let outcome = delivery.outcome
        logger.notice(
            "sent again",
            metadata: [
                "event_id": "\(eventID)", "provider": "\(outcome.provider)", "status": "\(outcome.status.rawValue)",
            ])
        await journal.note(
            .sentAgain(outcome), eventID: eventID, userID: message.userID, destination: message.destination,
            at: timing.date())
        return .done
    }

    private func count(_ report: DeliveryReport, _ result: String) {
        Counter(
            label: "voicegate_delivery_reports",
            dimensions: [
                ("provider", report.provider.name), ("status", report.status.rawValue), ("result", result),
            ]
        ).increment()
    }
}

extension DeliveryReport {
    /// The same word on the same send is the same job.
    var jobID: String { "report:\(provider):\(status.rawValue):\(reference)" }
}
