public import Clocks
import Foundation
public import Logging
import Metrics
import PhoneNumbers

/// Delivers each event once, however often, wherever and whenever it comes.
///
/// Copies in this process share one delivery. Between instances, and over restarts, the log decides: who claims the
/// event first delivers it, the others wait for its answer. When the log does not work the code is sent all the same,
/// once in this process.
public struct OnceDeliverer: Sendable {
    private let deliverer: Deliverer
    private let policy: PolicyCheck
    private let log: GuardedLog
    private let journal: any DeliveryJournal
    private let owner: String
    private let timing: Timing
    private let logger: Logger
    private let events = RunningEvents()

    /// How often another instance's answer is asked for.
    private static let pollInterval = Duration.milliseconds(50)
    /// How long a claim outlives its deadline, in seconds.
    private static let claimSlack = 5.0

    /// Puts a delivery together.
    ///
    /// - Parameters:
    ///   - deliverer: Asks the providers.
    ///   - policy: Says what may be sent.
    ///   - log: Remembers events for all instances.
    ///   - journal: Hears of every event once.
    ///   - owner: Names this process among the instances; another one after every start.
    ///   - timing: The clock.
    ///   - logger: Hears of every event, without code and number.
    public init(
        deliverer: Deliverer, policy: PolicyCheck, log: any DeliveryLog, journal: any DeliveryJournal,
        owner: String, timing: Timing, logger: Logger
    ) {
        self.deliverer = deliverer
        self.policy = policy
        self.log = GuardedLog(log, timing: timing, logger: logger)
        self.journal = journal
        self.owner = owner
        self.timing = timing
        self.logger = logger
    }

    /// Delivers a message, or finds the answer that was given for its event.
    ///
    /// - Parameters:
    ///   - message: The message; of two with the same ``CodeMessage/eventID`` only the first one counts.
    ///   - deadline: When the answer is given at the latest, whatever providers and the log do.
    /// - Returns: The same outcome for the same event.
    public func deliver(_ message: CodeMessage, deadline: ContinuousClock.Instant) async -> DeliveryOutcome {
        let (answer, isFirst) = events.answer(to: message.eventID, now: timing.now())
        if isFirst {
            // Of its own, so that a client that hangs up does not stop it.
            begin { answer.give(await firstTime(message, deadline: deadline)) }
        }
        return await answer.outcome()
    }

    private func firstTime(_ message: CodeMessage, deadline: ContinuousClock.Instant) async -> DeliveryOutcome {
        let left = max(0, (deadline - timing.now()) / .seconds(1))
        let until = timing.date().addingTimeInterval(left + Self.claimSlack)
        let terms = policy.terms(of: message)
        let claim = await log.claim(
            message, owner: owner, until: until, counting: terms.charges, before: log.share(before: deadline))
        if let outcome = await settle(claim, message, terms, deadline: deadline) { return outcome }
        // The log is silent: sent all the same, once in this process, if the counts have room for it.
        guard claim == nil else { return await othersAnswer(to: message, terms, until: until, deadline: deadline) }
        let refusal = await policy.count(terms.charges, of: message, deadline: deadline)
        return await handle(message, terms, refusal, isCounted: false, deadline: deadline)
    }

    /// Does what a claim says; nil when it says nothing, or that another instance is at it.
    private func settle(
        _ claim: EventClaim?, _ message: CodeMessage, _ terms: PolicyTerms, deadline: ContinuousClock.Instant
    ) async -> DeliveryOutcome? {
        switch claim {
        case .answered(let outcome): outcome
        case .abandoned: await conclude(message, deadline: deadline)
        case .claimed: await handle(message, terms, nil, deadline: deadline)
        case .refused(let refusal): await handle(message, terms, refusal, deadline: deadline)
        case .inProgress, nil: nil
        }
    }

    private func handle(
        _ message: CodeMessage, _ terms: PolicyTerms, _ refusal: PolicyRefusal?, isCounted: Bool = true,
        deadline: ContinuousClock.Instant
    ) async -> DeliveryOutcome {
        let countedAt = timing.date()
        let delivery: Delivery
        if let refusal = terms.refusal ?? refusal {
            Counter(label: "voicegate_sends_refused", dimensions: [("reason", refusal.rawValue)]).increment()
            delivery = Delivery(outcome: .refused(refusal), attempts: [])
        } else {
            delivery = await deliverer.deliver(message, deadline: deadline - deliverer.shares.reserve)
        }
        await log.finish(message, delivery, deadline: deadline)
        note(message, delivery.outcome)
        if isCounted, delivery.outcome.status == .failed, delivery.outcome.refusal == nil {
            // Behind the answer, as the journal.
            begin { await policy.takeBack(terms.charges, of: message, countedAt: countedAt) }
        }
        return delivery.outcome
    }

    /// Waits for the answer of the instance that delivers the event.
    private func othersAnswer(
        to message: CodeMessage, _ terms: PolicyTerms, until: Date, deadline: ContinuousClock.Instant
    ) async -> DeliveryOutcome {
        // Asked once more when the other one, who may have no more time than this one, has had time to write it down.
        let slack = deliverer.shares.reserve / 5
        let last = deadline - slack
        while timing.now() < last {
            try? await timing.sleep(min(timing.now() + Self.pollInterval, last))
            let claim = await log.claim(
                message, owner: owner, until: until, counting: terms.charges, before: deadline - slack / 2)
            if let outcome = await settle(claim, message, terms, deadline: deadline) { return outcome }
        }
        // The other one's answer counts when the event comes again.
        events.forget(message.eventID)
        return undecided(message).outcome
    }

    /// Answers for an instance that died between claim and answer: it may have sent the message.
    private func conclude(_ message: CodeMessage, deadline: ContinuousClock.Instant) async -> DeliveryOutcome {
        let delivery = undecided(message)
        await log.finish(message, delivery, deadline: deadline)
        note(message, delivery.outcome)
        return delivery.outcome
    }

    private func undecided(_ message: CodeMessage) -> Delivery {
        guard let first = deliverer.candidates(for: message).first else { return Delivery(attempts: []) }
        let attempt = DeliveryAttempt(
            provider: first, stage: .unknown, detail: "taken over", startedAt: timing.date())
        return Delivery(attempts: [attempt])
    }

    private func note(_ message: CodeMessage, _ outcome: DeliveryOutcome) {
        Counter(
            label: "voicegate_deliveries",
            dimensions: [("channel", message.channel.rawValue), ("status", outcome.status.rawValue)]
        ).increment()
        logger.info(
            "delivery",
            metadata: [
                "event_id": "\(message.eventID)", "number": "\(message.destination.masked)",
                "status": "\(outcome.status.rawValue)", "provider": "\(outcome.provider)",
                "refusal": "\(outcome.refusal?.rawValue ?? "none")",
            ])
        let (journal, now) = (journal, timing.date())
        let occurrence = outcome.refusal.map(DeliveryOccurrence.refused) ?? .delivered(outcome)
        // Behind the answer: Okta does not wait for our journal.
        begin {
            await journal.note(
                occurrence, eventID: message.eventID, userID: message.userID, destination: message.destination, at: now)
        }
    }
}
