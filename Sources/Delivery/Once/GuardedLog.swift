import Clocks
import Foundation
import Logging

/// Asks the log without ever waiting long for it, and says so when it does not work.
struct GuardedLog: Sendable {
    private let log: any DeliveryLog
    private let store: StoreGuard
    private let timing: Timing
    private let logger: Logger

    init(_ log: any DeliveryLog, timing: Timing, logger: Logger) {
        self.log = log
        store = StoreGuard(timing: timing)
        self.timing = timing
        self.logger = logger
    }

    /// What part of a request's time the log is waited for, when providers are still to be asked.
    func share(before deadline: ContinuousClock.Instant) -> ContinuousClock.Instant { store.share(before: deadline) }

    /// Claims an event and counts its send; nil when the log does not answer before a limit.
    func claim(
        _ message: CodeMessage, owner: String, until: Date, counting charges: [SendCharge],
        before limit: ContinuousClock.Instant
    ) async -> EventClaim? {
        let (log, now) = (log, timing.date())
        do {
            return try await store.ask(before: limit) {
                try await log.claim(message, owner: owner, now: now, until: until, counting: charges)
            }
        } catch {
            report(error, message, "the event is kept apart in this process only")
            return nil
        }
    }

    /// How often an answer that could not be written down is tried again: for a minute in all.
    private static let tries = 6

    /// Writes an answer down; goes on trying to, behind the answer, when it takes longer than there is time.
    func finish(_ message: CodeMessage, _ delivery: Delivery, deadline: ContinuousClock.Instant) async {
        let (log, now) = (log, timing.date())
        do {
            try await store.ask(before: deadline) {
                try await log.finish(message, outcome: delivery.outcome, attempts: delivery.attempts, now: now)
            }
        } catch {
            report(error, message, "the answer is remembered in this process only")
            begin { await makeUp(message, delivery, now: now) }
        }
    }

    /// Writes down late what could not be written in time: else a restart would deliver the event once more.
    private func makeUp(_ message: CodeMessage, _ delivery: Delivery, now: Date) async {
        var pause = Duration.seconds(1)
        for _ in 0..<Self.tries {
            guard (try? await timing.pause(pause)) != nil else { return }
            pause = pause * 2
            do {
                try await log.finish(message, outcome: delivery.outcome, attempts: delivery.attempts, now: now)
                return logger.info("an answer was written down late", metadata: ["event_id": "\(message.eventID)"])
            } catch {
                continue
            }
        }
        logger.error(
            "an answer was never written down: its event may be delivered again when it comes again",
            metadata: ["event_id": "\(message.eventID)"])
    }

    private func report(_ trouble: StoreGuard.Trouble, _ message: CodeMessage, _ consequence: String) {
        logger.error(
            "the delivery log does not work: \(consequence)",
            metadata: ["event_id": "\(message.eventID)", "error": "\(trouble.summary)"])
    }
}
