public import Foundation

/// How far a send has come.
///
/// Later stages never give way to earlier ones: reports come out of order and twice.
public enum SendStage: String, Sendable, Codable, CaseIterable {
    /// Whether the provider took it is not known.
    case unknown
    /// The provider took it.
    case accepted
    /// It is on its way through the networks.
    case sent
    /// It arrived; a call was answered.
    case delivered
    /// It did not arrive.
    case undelivered
    /// The provider did not take it.
    case failed
    /// The code expired, and no use of it became known.
    case expired
    /// Its code was used.
    case used

    /// Whether a send at this stage moves on to another.
    ///
    /// The first word on whether it arrived stands; a use that becomes known after all beats everything, but for what
    /// was never sent.
    public func moves(to next: SendStage) -> Bool { self != .failed && rank < next.rank }

    private var rank: Int {
        switch self {
        case .unknown: 0
        case .accepted: 1
        case .sent: 2
        case .delivered, .undelivered, .failed: 3
        case .expired: 4
        case .used: 5
        }
    }

    /// The names of the stages from which a send moves to this one; for a store's one statement.
    public var predecessors: [SendStage] { Self.allCases.filter { $0.moves(to: self) } }
}

/// One message that was handed, or may have been handed, to one provider: a row that lives from request to use.
public struct SendRecord: Sendable, Hashable, Codable {
    /// Okta's id of the request.
    public let eventID: String
    /// Who was asked to send it.
    ///
    /// One event asks a provider once.
    public let provider: ProviderID
    /// The provider's id of it; nil while that is not known.
    public var reference: String?
    /// How it goes.
    public let channel: DeliveryChannel
    /// Okta's id of the person.
    public let userID: String?
    /// How far it has come.
    public var stage: SendStage
    /// A few words on the stage: a vendor's code, ours, never a vendor's sentence.
    public var detail: String?
    /// When it was handed over.
    public let sentAt: Date
    /// When the code stops working.
    public let expiresAt: Date
    /// Which use of the code moved it to ``SendStage/used``: the id of Okta's event.
    public var usedBy: String?

    /// Makes a row.
    public init(
        eventID: String, provider: ProviderID, reference: String?, channel: DeliveryChannel, userID: String?,
        stage: SendStage, detail: String?, sentAt: Date, expiresAt: Date, usedBy: String?
    ) {
        self.eventID = eventID
        self.provider = provider
        self.reference = reference
        self.channel = channel
        self.userID = userID
        self.stage = stage
        self.detail = detail
        self.sentAt = sentAt
        self.expiresAt = expiresAt
        self.usedBy = usedBy
    }
}
