public import Foundation
public import PhoneNumbers

/// Counts calls and texts as they come, so that none goes round for ever.
public protocol ArrivalLedger: Sendable {
    /// Counts an arrival, unless a bound is reached: one atomic step.
    ///
    /// The same arrival again is let in and counts once.
    ///
    /// - Parameters:
    ///   - arrival: What has come.
    ///   - limits: How much may come.
    ///   - now: The time.
    /// - Returns: Whether it may go on.
    /// - Throws: When the ledger does not answer.
    func admit(_ arrival: Arrival, within limits: ArrivalLimits, now: Date) async throws -> Admission

    /// Notes that a call is ringing no more; does nothing for one that is not known.
    func stopRinging(_ id: String) async throws
}

/// A call or a text that has come.
public struct Arrival: Sendable, Equatable {
    /// `CallSid` or `MessageSid`.
    public let id: String
    /// What it is; calls and texts are counted apart.
    public let kind: Kind
    /// Whom it is from: a number, or what stands for one.
    public let party: String
    /// The number of ours that it came to.
    public let number: String
    /// Until when it rings, at the longest; nil for what does not ring.
    public let ringsUntil: Date?

    /// What it is.
    public enum Kind: String, Sendable {
        case call, text
    }

    /// Makes a value.
    public init(id: String, kind: Kind, party: String, number: PhoneNumber, ringsUntil: Date? = nil) {
        self.id = id
        self.kind = kind
        self.party = party
        self.number = number.e164
        self.ringsUntil = ringsUntil
    }
}

/// How much may come.
public struct ArrivalLimits: Sendable, Equatable {
    /// How many from one party to one number within ``seconds``.
    public var perPair: Int
    /// The time that ``perPair`` counts, an hour at most.
    public var seconds: Int
    /// How many from one party to one number within an hour: what goes round slowly ends too.
    public var perPairAndHour: Int
    /// How many from one party to one number may ring at once.
    public var ringingPerPair: Int
    /// How many from one party may ring at once.
    public var ringingPerParty: Int

    /// Makes bounds.
    public init(
        perPair: Int, seconds: Int, perPairAndHour: Int = .max, ringingPerPair: Int, ringingPerParty: Int
    ) {
        self.perPair = perPair
        self.seconds = seconds
        self.perPairAndHour = perPairAndHour
        self.ringingPerPair = ringingPerPair
        self.ringingPerParty = ringingPerParty
    }

    /// How long an arrival is kept.
    public static let lifetime: TimeInterval = 3600

    /// Judges by the counts: the rule that every ledger applies.
    public func admission(
        pair: Int, pairInHour: Int, ringingPair: Int, ringingParty: Int, rings: Bool
    ) -> Admission {
        if rings, ringingPair >= ringingPerPair { return .refused(.alreadyRinging) }
        if rings, ringingParty >= ringingPerParty { return .refused(.tooManyHops) }
        return pair >= perPair || pairInHour >= perPairAndHour ? .refused(.tooOften) : .admitted(isNew: true)
    }
}

/// Whether an arrival may go on.
public enum Admission: Sendable, Equatable {
    /// It may; `isNew` is false for one that was counted before.
    case admitted(isNew: Bool)
    case refused(RingSign)
}

/// Keeps notes until they run out.
///
/// Each method is one atomic statement or transaction. What is kept holds numbers: an adapter that writes it down
/// pseudonymises the names and seals the contents.
public protocol ForwardingNotes: Sendable {
    /// Reads a note; nil when there is none, or it has run out.
    func note(_ key: NoteKey, now: Date) async throws -> Data?

    /// Writes a note, over the one that was there.
    func write(_ content: Data, to key: NoteKey, expiresAt: Date) async throws

    /// Writes a note where there is none.
    ///
    /// - Returns: What stands there now: the content given, or the one that was first and has not run out.
    func writeFirst(_ content: Data, to key: NoteKey, now: Date, expiresAt: Date) async throws -> Data

    /// Removes a note; does nothing when there is none.
    func remove(_ key: NoteKey) async throws
}

/// Names a note.
public struct NoteKey: Sendable, Hashable {
    /// What the note is.
    public let kind: Kind
    /// What it is about.
    public let name: String

    /// What a note is.
    public enum Kind: String, Sendable, CaseIterable {
        /// Where a text went.
        case route
        /// The last outside number that wrote to an employee.
        case thread
        /// Whom a sender was answered by.
        case answer
        /// Whose voicemail a call is in.
        case voicemail
        /// Which request took a recording on.
        case recording
        /// What a link leads to.
        case link
    }

    /// Makes a key.
    public init(_ kind: Kind, _ name: String) {
        self.kind = kind
        self.name = name
    }
}

/// Everything that forwarding keeps.
public typealias ForwardingStore = ArrivalLedger & ForwardingNotes

/// Sends texts by a request of its own, where there is no webhook to answer.
public protocol TextSender: Sendable {
    /// Sends a text once.
    func send(_ text: OutgoingText, deadline: ContinuousClock.Instant) async -> TextSendOutcome
}

/// What came of sending a text.
public enum TextSendOutcome: String, Sendable, Equatable, CaseIterable {
    case sent
    /// Twilio refused it: it has not been sent, and would not be another time.
    case refused
    /// Nothing was sent; another try may work.
    case unsent
    /// It may have been sent.
    case unknown
}

/// Fetches recordings of our own account.
public protocol RecordingSource: Sendable {
    /// Fetches a recording.
    ///
    /// - Parameters:
    ///   - id: `RE…`, checked by ``VoicemailLink``.
    ///   - deadline: When the answer is of no use any more.
    /// - Returns: The sound, or why there is none.
    func recording(_ id: String, deadline: ContinuousClock.Instant) async -> RecordingOutcome
}

/// What came of fetching a recording.
public enum RecordingOutcome: Sendable, Equatable {
    /// MP3.
    case sound([UInt8])
    /// It was deleted, or is not ready yet.
    case missing
    case unavailable
}

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
