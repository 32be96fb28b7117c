public import Foundation

/// Writes down what an auditor will ask for.
public protocol ForwardingJournal: Sendable {
    /// Notes an event; never throws, since nothing fails for its journal: what cannot be written is logged.
    func note(_ event: ForwardingEvent, at now: Date) async
}

/// Something that happened, without any number in it.
public struct ForwardingEvent: Sendable, Equatable {
    /// What happened.
    public let kind: Kind
    /// What came of it, a word of a closed set.
    public let outcome: String
    /// Okta's id of the employee; nil when nobody is known.
    public let ownerID: String?
    /// `CallSid`, `MessageSid` or `RecordingSid`.
    public let reference: String

    /// What happened.
    public enum Kind: String, Sendable, CaseIterable {
        case call, text, voicemail, listened
        /// A text of ours was not delivered.
        case undelivered
        /// A recording was deleted at Twilio.
        case deleted
    }

    /// Makes an event.
    public init(_ kind: Kind, outcome: String, ownerID: String?, reference: String) {
        self.kind = kind
        self.outcome = outcome
        self.ownerID = ownerID
        self.reference = reference
    }
}
