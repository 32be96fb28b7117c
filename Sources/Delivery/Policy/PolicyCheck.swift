public import Clocks
import Foundation
public import Logging

/// Says of each message what policy makes of it, and counts it where the log that claims its event does not work.
///
/// A ledger that fails or is slow stops nobody from signing in: this process then counts by itself.
public struct PolicyCheck: Sendable {
    private let policy: SendPolicy
    private let ledger: any SendLedger
    private let standIn = MemorySendLedger()
    private let store: StoreGuard
    private let timing: Timing
    private let logger: Logger

    /// Puts rules and counters together.
    ///
    /// - Parameters:
    ///   - policy: The rules.
    ///   - ledger: The counters, shared by the instances.
    ///   - timing: The clock.
    ///   - logger: Hears when the ledger does not answer.
    public init(policy: SendPolicy, ledger: any SendLedger, timing: Timing, logger: Logger) {
        self.policy = policy
        self.ledger = ledger
        self.timing = timing
        store = StoreGuard(timing: timing)
        self.logger = logger
    }

    /// Says what a message is to be counted under, or why it may not go whatever was counted.
    func terms(of message: CodeMessage) -> PolicyTerms {
        if let refusal = policy.refusal(of: message.destination) { return .refused(refusal) }
        return .counted(policy.charges(for: message, at: timing.date()))
    }

    /// Takes back what was counted for a message that no provider took: limits are of messages.
    func takeBack(_ charges: [SendCharge], of message: CodeMessage, countedAt time: Date) async {
        let ledger = ledger
        do {
            try await store.ask { try await ledger.takeBack(charges, countedAt: time) }
        } catch {
            logger.warning(
                "a send that was none stays counted",
                metadata: ["event_id": "\(message.eventID)", "error": "\(error.summary)"])
        }
    }

    /// Counts a message that may go, where it could not be counted with its claim.
    ///
    /// - Parameters:
    ///   - charges: What it is counted under.
    ///   - message: The message.
    ///   - deadline: When its request is answered; the ledger gets a fifth of what is left at most.
    /// - Returns: Why it may not go; nil when it may.
    func count(
        _ charges: [SendCharge], of message: CodeMessage, deadline: ContinuousClock.Instant
    ) async -> PolicyRefusal? {
        let (ledger, now) = (ledger, timing.date())
        do {
            return try await store.ask(before: store.share(before: deadline)) {
                try await ledger.count(charges, now: now)
            }
        } catch {
            logger.warning(
                "sends are counted in this process only",
                metadata: ["event_id": "\(message.eventID)", "error": "\(error.summary)"])
            return await standIn.count(charges, now: now)
        }
    }
}
