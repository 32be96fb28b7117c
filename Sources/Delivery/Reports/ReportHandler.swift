import Foundation
public import Logging
import Metrics

/// Applies delivery reports, and sends a code once more when it did not arrive.
public struct ReportHandler: Sendable {
    /// What came of a report.
    public enum Result: Sendable, Hashable {
        /// The send moved on.
        case moved
        /// It was known before, or came too late to matter.
        case repeated
        /// No send of ours has that reference.
        case unknown
        /// The send moved on, and the code went out again.
        case sentAgain(DeliveryOutcome)
    }

    private let history: any SendHistory
    private let keeper: any CodeKeeper
    private let log: any DeliveryLog
    private let deliverer: Deliverer
    private let journal: any DeliveryJournal
    private let time: Timekeeper
    private let logger: Logger

    /// A report may overtake the row of its send, which is written after the provider has answered.
    private static let pauses: [Duration] = [.milliseconds(500), .seconds(3), .seconds(10)]
    /// Nobody waits for a second message within a request: it has longer.
    private static let budget = Duration.seconds(10)

    /// Puts a handler together.
    ///
    /// - Parameters:
    ///   - storage: The deliveries.
    ///   - deliverer: Sends once more.
    ///   - journal: Hears when it did.
    ///   - time: The clock.
    ///   - logger: Hears of reports that lead to something.
    public init(
        storage: any DeliveryStorage, deliverer: Deliverer,
        journal: any DeliveryJournal = NoJournal(), time: Timekeeper = .system, logger: Logger
    ) {
        (history, keeper, log) = (storage, storage, storage)
        self.deliverer = deliverer
        self.journal = journal
        self.time = time
        self.logger = logger
    }

    /// Applies a report.
    ///
    /// Reports that come twice or out of order do no harm.
    ///
    /// Takes up to some seconds when the send is not known yet: callers answer the provider first.
    ///
    /// - Throws: What the store throws; the provider may be asked to report again then.
    @discardableResult
    public func handle(_ report: DeliveryReport) async throws -> Result {
        guard let progress = try await advance(report) else {
            count(report, "unknown")
            return .unknown
        }
        guard progress.moved else {
            count(report, "repeated")
            return .repeated
        }
        count(report, "moved")
        logger.info(
            "delivery report",
            metadata: [
                "event_id": "\(progress.send.eventID)", "provider": "\(report.provider)",
                "status": "\(report.status.rawValue)", "detail": "\(report.detail ?? "")",
            ])
        guard report.status.asksForAnother, let outcome = try await sendAgain(progress.send.eventID) else {
            return .moved
        }
        return .sentAgain(outcome)
    }

    private func advance(_ report: DeliveryReport) async throws -> SendProgress? {
        for pause in Self.pauses {
            if let progress = try await history.advance(report) { return progress }
            try await time.sleep(time.now() + pause)
        }
        return try await history.advance(report)
    }

    /// Sends an event's code through a provider that has not had it, once and while the code works.
    private func sendAgain(_ eventID: String) async throws -> DeliveryOutcome? {
        guard let message = try await keeper.message(of: eventID, now: time.date()) else { return nil }
        let sends = try await history.sends(of: eventID)
        guard !sends.contains(where: { $0.stage == .delivered || $0.stage == .used }) else { return nil }
        let tried = Set(sends.map(\.provider))
        guard deliverer.candidates(for: message).contains(where: { !tried.contains($0) }) else { return nil }
        guard try await keeper.claimResend(of: eventID) else { return nil }
        let delivery = await deliverer.deliver(message, excluding: tried, deadline: time.now() + Self.budget)
        try await log.attempted(message, delivery.attempts)
        let outcome = delivery.outcome
        logger.notice(
            "sent again",
            metadata: [
                "event_id": "\(eventID)", "provider": "\(outcome.provider)", "status": "\(outcome.status.rawValue)",
            ])
        await journal.note(
            .sentAgain(outcome), eventID: eventID, userID: message.userID, destination: message.destination,
            at: time.date())
        return outcome
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
