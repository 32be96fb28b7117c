public import Foundation
public import PhoneNumbers

/// What came of claiming an event.
public enum EventClaim: Sendable, Hashable {
    /// The event is the caller's to deliver, and its send is counted.
    case claimed
    /// The event is the caller's to answer: its send is not let through, and counted nowhere.
    case refused(PolicyRefusal)
    /// It was delivered before: this is the answer.
    case answered(DeliveryOutcome)
    /// Another owner is at it.
    case inProgress
    /// Another owner was at it and never finished: its message may have been sent.
    case abandoned
}

/// One try with one provider.
public struct DeliveryAttempt: Sendable, Hashable {
    /// Who was asked.
    public let provider: ProviderID
    /// ``SendStage/accepted``, ``SendStage/failed`` or ``SendStage/unknown``.
    public let stage: SendStage
    /// The provider's id of the message.
    public let reference: String?
    /// The reason when it was not accepted, or the receipt's metadata when it was.
    public let detail: String?
    /// When it began.
    public let startedAt: Date

    /// Makes an attempt; its reference is kept as reports keep theirs, so that they find it.
    public init(
        provider: ProviderID, stage: SendStage, reference: String? = nil, detail: String? = nil, startedAt: Date
    ) {
        self.provider = provider
        self.stage = stage
        self.reference = reference.map(StoredID.bounded)
        self.detail = detail
        self.startedAt = startedAt
    }
}

/// Remembers events and their answers, so that each is delivered once on all instances.
///
/// Every method is one atomic statement or transaction.
public protocol DeliveryLog: Sendable {
    /// Claims an event for an owner until a time, keeps the message, sealed, until its code expires, and counts the send
    /// as ``SendLedger/count(_:now:)`` does, all at once.
    ///
    /// - Returns: ``EventClaim/claimed`` or ``EventClaim/refused(_:)`` to the first; to the same owner again too, as long
    ///   as it has not finished: the send is counted again then.
    func claim(
        _ message: CodeMessage, owner: String, now: Date, until: Date, counting charges: [SendCharge]
    ) async throws -> EventClaim

    /// Writes down attempts, a row for each provider: one that exists moves on to the attempt's stage
    /// (``SendStage/moves(to:)``) and takes its reference if it had none.
    func attempted(_ message: CodeMessage, _ attempts: [DeliveryAttempt]) async throws

    /// Writes down the answer, if there is none yet, with the attempts that led to it.
    func finish(
        _ message: CodeMessage, outcome: DeliveryOutcome, attempts: [DeliveryAttempt], now: Date
    ) async throws
}

/// Follows sends after they were handed over.
///
/// Every method is one atomic statement or transaction.
public protocol SendHistory: Sendable {
    /// Moves a send on.
    ///
    /// The send is found by the provider's reference, else as the event's send by the provider, which then takes the
    /// reference if it had none.
    ///
    /// - Returns: The row after it and whether it moved; nil when there is no such send.
    func advance(_ report: DeliveryReport) async throws -> SendProgress?

    /// The sends of an event, in the order they were made.
    func sends(of eventID: String) async throws -> [SendRecord]

    /// The sends to a person by a channel with ``SendRecord/sentAt`` between two times, the newest first.
    func sends(
        to userID: String, channel: DeliveryChannel, from: Date, through: Date
    ) async throws -> [SendRecord]

    /// The newest send by a provider to a number since a time that was not refused, expired or used.
    func openSend(by provider: ProviderID, to number: PhoneNumber, since: Date) async throws -> SendRecord?

    /// Moves the event's sends on to ``SendStage/used``, but for those that were refused or did not arrive.
    ///
    /// The rows keep which use it was (``SendRecord/usedBy``), so that who died over it can be made up for.
    ///
    /// - Returns: The rows that this use has moved, now or before.
    func markUsed(eventID: String, by use: String) async throws -> [SendRecord]
}

/// Keeps messages while their codes work.
///
/// Every method is one atomic statement or transaction.
public protocol CodeKeeper: Sendable {
    /// The message of an event; nil once its code has expired.
    func message(of eventID: String, now: Date) async throws -> CodeMessage?

    /// Takes the one re-sending of an event.
    ///
    /// - Returns: False when it was taken before.
    func claimResend(of eventID: String) async throws -> Bool

    /// The sends whose codes expired before a time without a known use and that ``expire(_:now:)`` has not ended yet, at
    /// most `limit`, with their numbers where those are still known.
    func expiring(before: Date, limit: Int) async throws -> [ExpiredSend]

    /// Ends sends: moves them to ``SendStage/expired``, but for those whose use became known meanwhile.
    ///
    /// Messages whose codes have expired by `now` are wiped by it too.
    func expire(_ sends: [SendRecord], now: Date) async throws
}

/// A send that was moved on, or was not.
public struct SendProgress: Sendable, Hashable {
    /// The row as it is now.
    public let send: SendRecord
    /// Whether the report moved it: false for one that came twice or too late.
    public let moved: Bool

    /// Makes a value.
    public init(send: SendRecord, moved: Bool) {
        self.send = send
        self.moved = moved
    }
}

/// A send whose code expired.
public struct ExpiredSend: Sendable, Hashable {
    /// The row.
    public let send: SendRecord
    /// Where it went; nil when that was wiped before.
    public let destination: PhoneNumber?

    /// Makes a value.
    public init(send: SendRecord, destination: PhoneNumber?) {
        self.send = send
        self.destination = destination
    }
}

/// All that a store keeps of deliveries.
public typealias DeliveryStorage = DeliveryLog & SendHistory & CodeKeeper
