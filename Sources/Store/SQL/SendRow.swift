import Delivery

/// A send as a row.
struct SendRow: Sendable {
    let record: SendRecord
    /// Where it stands among those that were written down together.
    let ordinal: Int
    /// The number's pseudonym.
    let numberKey: String

    /// Writes the row, or moves on the one that is there.
    func record(in transaction: any SQLTransaction) throws(StoreError) {
        let inserted = try transaction.write(
            Statements.insertSend,
            [
                .text(record.eventID), .text(record.provider.name), .number(ordinal), .optional(record.reference),
                .text(record.channel.rawValue), .optional(record.userID), .text(numberKey),
                .text(record.stage.rawValue), .optional(record.detail), .time(record.sentAt), .time(record.expiresAt),
            ])
        guard inserted == 0 else { return }
        try record.refer(to: record.reference, in: transaction)
        try record.advance(to: record.stage, detail: record.detail, in: transaction)
    }
}

extension SendRecord {
    /// Reads a row of the columns that every statement on sends has.
    init(_ row: SQLRow) throws(StoreError) {
        let channel = DeliveryChannel(rawValue: try row.text(3))
        let stage = SendStage(rawValue: try row.text(5))
        guard let channel, let stage else {
            throw StoreError(.corrupt, "a send has a stage or channel that this version of the program does not know")
        }
        self.init(
            eventID: try row.text(0), provider: ProviderID(try row.text(1)), reference: try row.optionalText(2),
            channel: channel, userID: try row.optionalText(4), stage: stage, detail: try row.optionalText(6),
            sentAt: try row.time(7), expiresAt: try row.time(8), usedBy: try row.optionalText(9))
    }

    /// Gives the row a reference if it has none.
    func refer(to reference: String?, in transaction: any SQLTransaction) throws(StoreError) {
        guard let reference else { return }
        _ = try transaction.write(
            Statements.referSend, [.text(reference), .text(eventID), .text(provider.name)])
    }

    /// Moves the row on, from where it stands by then.
    ///
    /// - Returns: Whether it moved.
    @discardableResult
    func advance(
        to next: SendStage, detail: String? = nil, in transaction: any SQLTransaction
    ) throws(StoreError) -> Bool {
        let changed = try transaction.write(
            Statements.advanceSend,
            [.text(next.rawValue), .optional(detail), .text(eventID), .text(provider.name)]
                + next.predecessors.slots)
        return changed > 0
    }
}

extension [SendStage] {
    /// The stages for a statement's list of them, filled up with what is no stage.
    var slots: [SQLValue] {
        map { .text($0.rawValue) } + Array<SQLValue>(repeating: .text(""), count: Statements.stageSlots - count)
    }
}
