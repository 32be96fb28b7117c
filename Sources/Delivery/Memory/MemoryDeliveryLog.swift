public import Foundation
import PhoneNumbers

/// Remembers deliveries in this process only: for tests.
public actor MemoryDeliveryLog: DeliveryLog {
    struct Event {
        var owner: String
        var claimedUntil: Date
        var outcome: DeliveryOutcome?
        /// Nil once the code has expired.
        var message: CodeMessage?
        let destination: PhoneNumber
        var wasSentAgain = false
        /// Indices into `sends`.
        var sends: [Int] = []
    }

    var events: [String: Event] = [:]
    var sends: [SendRecord] = []

    private let ledger: MemorySendLedger
    private var tidiedAt = Date.distantPast

    /// Makes an empty log.
    ///
    /// - Parameter ledger: Where sends are counted.
    public init(ledger: MemorySendLedger = MemorySendLedger()) { self.ledger = ledger }

    /// Claims an event and counts its send.
    public func claim(
        _ message: CodeMessage, owner: String, now: Date, until: Date, counting charges: [SendCharge]
    ) async -> EventClaim {
        let claim = claim(message, owner: owner, now: now, until: until)
        guard claim == .claimed, let refusal = await ledger.count(charges, now: now) else { return claim }
        return .refused(refusal)
    }

    private func claim(_ message: CodeMessage, owner: String, now: Date, until: Date) -> EventClaim {
        if now.timeIntervalSince(tidiedAt) >= 60 { tidy(now) }
        guard var event = events[message.eventID] else {
            events[message.eventID] = Event(
                owner: owner, claimedUntil: until, message: message, destination: message.destination)
            return .claimed
        }
        if let outcome = event.outcome { return .answered(outcome) }
        if event.owner == owner {
            event.claimedUntil = until
            events[message.eventID] = event
            return .claimed
        }
        return now < event.claimedUntil ? .inProgress : .abandoned
    }

    /// Drops codes that have expired, and events of yesterday: a process that runs for long must not grow for ever.
    private func tidy(_ now: Date) {
        tidiedAt = now
        let kept = sends
        sends = []
        for (id, event) in events {
            guard
                now.timeIntervalSince(event.claimedUntil) < 86_400 || event.message.map({ $0.expiresAt > now }) == true
            else {
                events[id] = nil
                continue
            }
            var event = event
            if let message = event.message, message.expiresAt <= now { event.message = nil }
            event.sends = event.sends.map { index in
                sends.append(kept[index])
                return sends.count - 1
            }
            events[id] = event
        }
    }

    /// Writes down attempts.
    public func attempted(_ message: CodeMessage, _ attempts: [DeliveryAttempt]) {
        // An event whose claim never came through, since the log did not work then.
        var event =
            events[message.eventID]
            ?? Event(owner: "", claimedUntil: .distantPast, message: message, destination: message.destination)
        for attempt in attempts {
            if let index = event.sends.first(where: { sends[$0].provider == attempt.provider }) {
                move(index, to: attempt.stage, detail: attempt.detail, reference: attempt.reference)
            } else {
                event.sends.append(sends.count)
                sends.append(SendRecord(attempt, of: message))
            }
        }
        events[message.eventID] = event
    }

    /// Writes down the answer.
    public func finish(
        _ message: CodeMessage, outcome: DeliveryOutcome, attempts: [DeliveryAttempt], now: Date
    ) {
        attempted(message, attempts)
        if events[message.eventID]?.outcome == nil { events[message.eventID]?.outcome = outcome }
    }

    @discardableResult
    func move(_ index: Int, to stage: SendStage, detail: String?, reference: String? = nil) -> Bool {
        if sends[index].reference == nil { sends[index].reference = reference }
        guard sends[index].stage.moves(to: stage) else { return false }
        sends[index].stage = stage
        if let detail { sends[index].detail = detail }
        return true
    }
}

extension SendRecord {
    /// The row that an attempt begins.
    public init(_ attempt: DeliveryAttempt, of message: CodeMessage) {
        self.init(
            eventID: message.eventID, provider: attempt.provider, reference: attempt.reference,
            channel: message.channel, userID: message.userID, stage: attempt.stage, detail: attempt.detail,
            sentAt: attempt.startedAt, expiresAt: message.expiresAt, usedBy: nil)
    }
}
