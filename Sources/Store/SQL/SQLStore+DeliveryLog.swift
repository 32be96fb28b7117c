public import Delivery
public import Foundation
import PhoneNumbers

extension SQLStore: DeliveryLog {
    /// Claims an event, keeps its message sealed, and counts its send.
    public func claim(
        _ message: CodeMessage, owner: String, now: Date, until: Date, counting charges: [SendCharge]
    ) async throws(StoreError) -> EventClaim {
        let id = SQLValue.text(message.eventID)
        let sealedMessage = try sealed(message, at: now)
        let values = [id, .text(owner), .time(until), sealedMessage, .time(now), .time(message.expiresAt)]
        let counts = SendCounts(charges, pseudonyms)
        let claim = try await database.transaction { transaction throws(StoreError) -> EventClaim? in
            guard try transaction.write(Statements.claimDelivery, values) > 0 else { return nil }
            return try counts.add(in: transaction, now: now).map(EventClaim.refused) ?? .claimed
        }
        if let claim { return claim }
        // Gone only when it is swept in this moment: who claims it next has it.
        guard let row = try await database.read(Statements.delivery, [id]).first else { return .inProgress }
        if let text = try row.optionalText(1) {
            return .answered(try value(DeliveryOutcome.self, Data(text.utf8), as: "the answer to an event"))
        }
        return now.storedMilliseconds < (try row.integer(0)) ? .inProgress : .abandoned
    }

    /// Writes down attempts.
    public func attempted(_ message: CodeMessage, _ attempts: [DeliveryAttempt]) async throws(StoreError) {
        guard let first = attempts.first else { return }
        let delivery = try unclaimed(message, outcome: .null, now: first.startedAt)
        let sends = self.sends(attempts, of: message)
        try await database.transaction { transaction throws(StoreError) in
            _ = try transaction.write(Statements.insertDelivery, delivery)
            for send in sends { try send.record(in: transaction) }
        }
    }

    /// Writes down the answer and the attempts that led to it.
    public func finish(
        _ message: CodeMessage, outcome: DeliveryOutcome, attempts: [DeliveryAttempt], now: Date
    ) async throws(StoreError) {
        let answer = SQLValue.text(String(decoding: outcome.json, as: UTF8.self))
        let sends = self.sends(attempts, of: message)
        try await database.transaction { transaction throws(StoreError) in
            let changed = try transaction.write(Statements.answerDelivery, [answer, .text(message.eventID)])
            if changed == 0 {
                let delivery = try unclaimed(message, outcome: answer, now: now)
                _ = try transaction.write(Statements.insertDelivery, delivery)
            }
            for send in sends { try send.record(in: transaction) }
        }
    }

    /// The values of an event whose claim never came through.
    private func unclaimed(_ message: CodeMessage, outcome: SQLValue, now: Date) throws(StoreError) -> [SQLValue] {
        [
            .text(message.eventID), .text(""), .integer(0), outcome, try sealed(message, at: now), .time(now),
            .time(message.expiresAt),
        ]
    }

    private func sends(_ attempts: [DeliveryAttempt], of message: CodeMessage) -> [SendRow] {
        guard !attempts.isEmpty else { return [] }
        let numberKey = pseudonyms.pseudonym(of: message.destination.e164)
        return attempts.enumerated().map { index, attempt in
            SendRow(record: SendRecord(attempt, of: message), ordinal: index, numberKey: numberKey)
        }
    }

    /// A message as it is kept; nothing of one whose code does not work any more.
    private func sealed(_ message: CodeMessage, at now: Date) throws(StoreError) -> SQLValue {
        guard now < message.expiresAt else { return .null }
        return .bytes(
            try sealer.seal(Data(message.json), scope: Self.scope(of: message.eventID), label: Self.messageLabel))
    }

    /// Opens the message of an event.
    func opened(_ bytes: Data, of eventID: String) throws(StoreError) -> CodeMessage {
        try opened(
            CodeMessage.self, bytes, as: "a message", scope: Self.scope(of: eventID), label: Self.messageLabel)
    }

    private static let messageLabel = "message"

    private static func scope(of eventID: String) -> String { "delivery \(eventID)" }
}
