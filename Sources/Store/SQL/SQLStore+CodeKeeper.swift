public import Delivery
public import Foundation
import PhoneNumbers

extension SQLStore: CodeKeeper {
    /// The message of an event.
    public func message(of eventID: String, now: Date) async throws(StoreError) -> CodeMessage? {
        let row = try await database.read(Statements.deliveryMessage, [.text(eventID), .time(now)]).first
        guard let bytes = try row?.optionalBytes(0) else { return nil }
        return try opened(bytes, of: eventID)
    }

    /// Takes the one re-sending of an event.
    public func claimResend(of eventID: String) async throws(StoreError) -> Bool {
        try await database.write(Statements.claimResend, [.text(eventID)]) > 0
    }

    /// The sends whose codes expired.
    public func expiring(before: Date, limit: Int) async throws(StoreError) -> [ExpiredSend] {
        let rows = try await database.read(
            Statements.expiringSends, SendStage.expired.predecessors.slots + [.time(before), .number(max(0, limit))])
        var found: [ExpiredSend] = []
        for row in rows {
            let send = try SendRecord(row)
            // A message that cannot be opened must not keep all the others from ending.
            let message = try row.optionalBytes(10).flatMap { try? opened($0, of: send.eventID) }
            found.append(ExpiredSend(send: send, destination: message?.destination))
        }
        return found
    }

    /// Ends sends whose codes expired, and wipes messages.
    public func expire(_ sends: [SendRecord], now: Date) async throws(StoreError) {
        if !sends.isEmpty {
            // In one order on all instances, so that no two wait for each other's rows.
            let sorted = sends.sorted { ($0.eventID, $0.provider.name) < ($1.eventID, $1.provider.name) }
            try await database.transaction { transaction throws(StoreError) in
                for send in sorted { try send.advance(to: .expired, in: transaction) }
            }
        }
        try await wipeMessages(now: now)
    }
}
