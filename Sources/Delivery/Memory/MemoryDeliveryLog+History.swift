public import Foundation
public import PhoneNumbers

extension MemoryDeliveryLog: SendHistory {
    /// Moves a send on.
    public func advance(_ report: DeliveryReport) -> SendProgress? {
        guard let index = index(of: report) else { return nil }
        let moved = move(index, to: report.status.stage, detail: report.detail, reference: report.reference)
        return SendProgress(send: sends[index], moved: moved)
    }

    /// The sends of an event.
    public func sends(of eventID: String) -> [SendRecord] { events[eventID]?.sends.map { sends[$0] } ?? [] }

    /// The sends to a person.
    public func sends(
        to userID: String, channel: DeliveryChannel, from: Date, through: Date
    ) -> [SendRecord] {
        sends.filter { $0.userID == userID && $0.channel == channel && from <= $0.sentAt && $0.sentAt <= through }
            .sorted { $0.sentAt > $1.sentAt }
    }

    /// The newest open send by a provider to a number.
    public func openSend(by provider: ProviderID, to number: PhoneNumber, since: Date) -> SendRecord? {
        let open: Set<SendStage> = [.unknown, .accepted, .sent, .delivered, .undelivered]
        return events.values.filter { $0.destination == number }.flatMap(\.sends).map { sends[$0] }
            .filter { $0.provider == provider && since <= $0.sentAt && open.contains($0.stage) }
            .max { $0.sentAt < $1.sentAt }
    }

    /// Marks an event's sends as used.
    public func markUsed(eventID: String, by use: String) -> [SendRecord] {
        (events[eventID]?.sends ?? []).compactMap { index in
            if sends[index].usedBy == use { return sends[index] }
            guard sends[index].stage != .undelivered, move(index, to: .used, detail: nil) else { return nil }
            sends[index].usedBy = use
            return sends[index]
        }
    }

    private func index(of report: DeliveryReport) -> Int? {
        let own = sends.indices.filter { sends[$0].provider == report.provider }
        return own.first { sends[$0].reference == report.reference }
            ?? own.first { sends[$0].eventID == report.eventID && sends[$0].reference == nil }
    }
}

extension MemoryDeliveryLog: CodeKeeper {
    /// The message of an event.
    public func message(of eventID: String, now: Date) -> CodeMessage? {
        guard let message = events[eventID]?.message, now < message.expiresAt else { return nil }
        return message
    }

    /// Takes the one re-sending of an event.
    public func claimResend(of eventID: String) -> Bool {
        guard let event = events[eventID], !event.wasSentAgain else { return false }
        events[eventID]?.wasSentAgain = true
        return true
    }

    /// The sends whose codes expired.
    public func expiring(before: Date, limit: Int) -> [ExpiredSend] {
        sends.lazy.filter { $0.expiresAt < before && $0.stage.moves(to: .expired) }.prefix(limit)
            .map { ExpiredSend(send: $0, destination: self.events[$0.eventID]?.destination) }
    }

    /// Ends sends whose codes expired, and drops messages.
    public func expire(_ expired: [SendRecord], now: Date) {
        for send in expired {
            let index = events[send.eventID]?.sends.first { sends[$0].provider == send.provider }
            if let index { move(index, to: .expired, detail: nil) }
        }
        for (id, event) in events {
            if let message = event.message, message.expiresAt <= now { events[id]?.message = nil }
        }
    }
}
