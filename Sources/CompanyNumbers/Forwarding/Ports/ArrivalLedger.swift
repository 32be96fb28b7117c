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
