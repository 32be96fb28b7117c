import Foundation
public import Logging

/// Says of each message whether policy lets it be sent, and counts those it lets through.
///
/// A ledger that fails or is slow stops nobody from signing in: this process then counts by itself.
public struct PolicyCheck: Sendable {
    private let policy: SendPolicy
    private let ledger: any SendLedger
    private let standIn = MemorySendLedger()
    private let store: StoreGuard
    private let time: Timekeeper
    private let logger: Logger

    /// Puts rules and counters together.
    ///
    /// - Parameters:
    ///   - policy: The rules.
    ///   - ledger: The counters, shared by the instances.
    ///   - time: The clock.
    ///   - patience: How long the ledger is waited for.
    ///   - logger: Hears when the ledger does not answer.
    public init(
        policy: SendPolicy, ledger: any SendLedger, time: Timekeeper = .system,
        patience: Duration = .milliseconds(300), logger: Logger
    ) {
        self.policy = policy
        self.ledger = ledger
        self.time = time
        store = StoreGuard(time: time, patience: patience)
        self.logger = logger
    }

    /// Judges a message and counts it when it may go.
    ///
    /// - Parameters:
    ///   - message: The message.
    ///   - deadline: When its request is answered; the ledger gets a fifth of what is left at most.
    /// - Returns: Whether it may go, and why not.
    public func verdict(on message: CodeMessage, deadline: ContinuousClock.Instant) async -> PolicyVerdict {
        if let refusal = policy.refusal(of: message.destination) { return .refused(refusal) }
        let now = time.date()
        let charges = policy.charges(for: message, at: now)
        let ledger = ledger
        let refusal: PolicyRefusal?
        do {
            refusal = try await store.ask(before: store.share(before: deadline)) {
                try await ledger.count(charges, now: now)
            }
        } catch {
            logger.warning(
                "sends are counted in this process only",
                metadata: ["event_id": "\(message.eventID)", "error": "\(error.summary)"])
            refusal = await standIn.count(charges, now: now)
        }
        return refusal.map { .refused($0) } ?? .allowed
    }
}
