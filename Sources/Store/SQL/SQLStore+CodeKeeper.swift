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

    /// Ends sends whose codes expired, and wipes messages.
    public func expire(before: Date, now: Date, limit: Int) async throws(StoreError) -> [ExpiredSend] {
        let rows = try await database.read(
            Statements.expiringSends, SendStage.expired.predecessors.slots + [.time(before), .number(max(0, limit))])
        var found: [ExpiredSend] = []
        for row in rows {
            let send = try SendRecord(row)
            // A message that cannot be opened must not keep all the others from ending.
            let message = try row.optionalBytes(9).flatMap { try? opened($0, of: send.eventID) }
            found.append(ExpiredSend(send: send, destination: message?.destination))
        }
        let ended = try await end(found)
        do {
            try await wipeMessages(now: now)
        } catch  where !ended.isEmpty {
            // What was ended must be told; the next sweep wipes.
        }
        return ended
    }

    /// Moves on those sends that no other instance has ended meanwhile.
    private func end(_ found: [ExpiredSend]) async throws(StoreError) -> [ExpiredSend] {
        guard !found.isEmpty else { return [] }
        // In one order on all instances, so that no two wait for each other's rows.
        let sorted = found.sorted {
            ($0.send.eventID, $0.send.provider.name) < ($1.send.eventID, $1.send.provider.name)
        }
        return try await database.transaction { transaction throws(StoreError) in
            var ended: [ExpiredSend] = []
            for item in sorted where try item.send.advance(to: .expired, in: transaction) {
                var send = item.send
                send.stage = .expired
                ended.append(ExpiredSend(send: send, destination: item.destination))
            }
            return ended
        }
    }
}
