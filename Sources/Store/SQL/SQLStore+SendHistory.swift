public import Delivery
public import Foundation
public import PhoneNumbers

extension SQLStore: SendHistory {
    /// Moves a send on.
    public func advance(_ report: DeliveryReport) async throws(StoreError) -> SendProgress? {
        let provider = SQLValue.text(report.provider.name)
        let reference = SQLValue.text(report.reference)
        return try await database.transaction { transaction throws(StoreError) in
            var row = try transaction.read(Statements.sendByReference, [reference, provider]).first
            if row == nil, let eventID = report.eventID {
                _ = try transaction.write(Statements.referSend, [reference, .text(eventID), provider])
                // Asked again whatever came of it: a copy of the report may have been first.
                row = try transaction.read(Statements.sendByReference, [reference, provider]).first
            }
            guard let row else { return nil }
            let before = try SendRecord(row)
            let moved = try before.advance(to: report.status.stage, detail: report.detail, in: transaction)
            let after = try transaction.read(Statements.send, [.text(before.eventID), provider]).first
            return SendProgress(send: try after.map(SendRecord.init) ?? before, moved: moved)
        }
    }

    /// The sends of an event.
    public func sends(of eventID: String) async throws(StoreError) -> [SendRecord] {
        try records(await database.read(Statements.sendsOfEvent, [.text(eventID)]))
    }

    /// The sends to a person.
    public func sends(
        to userID: String, channel: DeliveryChannel, from: Date, through: Date
    ) async throws(StoreError) -> [SendRecord] {
        try records(
            await database.read(
                Statements.sendsToUser, [.text(userID), .text(channel.rawValue), .time(from), .time(through)]))
    }

    /// The newest open send by a provider to a number.
    public func openSend(
        by provider: ProviderID, to number: PhoneNumber, since: Date
    ) async throws(StoreError) -> SendRecord? {
        let numberKey = pseudonyms.pseudonym(of: number.e164)
        return try records(
            await database.read(
                Statements.sendToNumber,
                [.text(numberKey), .text(provider.name), .time(since)] + SendStage.expired.predecessors.slots)
        ).first
    }

    /// Marks an event's sends as used.
    public func markUsed(eventID: String, by use: String) async throws(StoreError) -> [SendRecord] {
        let stages = SendStage.used.predecessors.filter { $0 != .undelivered }.slots
        return try await database.transaction { transaction throws(StoreError) in
            for row in try transaction.read(Statements.sendsOfEvent, [.text(eventID)]) {
                let send = try SendRecord(row)
                _ = try transaction.write(
                    Statements.useSend,
                    [.text(SendStage.used.rawValue), .text(use), .text(eventID), .text(send.provider.name)] + stages)
            }
            // Asked again whatever came of it: another worker with the same job may have been first.
            var used: [SendRecord] = []
            for row in try transaction.read(Statements.sendsOfEvent, [.text(eventID)]) {
                let send = try SendRecord(row)
                if send.usedBy == use { used.append(send) }
            }
            return used
        }
    }

    private func records(_ rows: [SQLRow]) throws(StoreError) -> [SendRecord] {
        var records: [SendRecord] = []
        for row in rows { records.append(try SendRecord(row)) }
        return records
    }
}
