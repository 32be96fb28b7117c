public import PhoneNumbers

/// A call to a company number.
public struct IncomingCall: Sendable, Equatable {
    /// `CallSid`.
    public let id: String
    /// The calling number; nil when it is withheld, or no number.
    public let from: PhoneNumber?
    /// The number that was called.
    public let to: PhoneNumber
    /// The number that a carrier forwarded the call from, where it says so.
    public let forwardedFrom: PhoneNumber?
    /// Whether the network found the calling number to be false (STIR/SHAKEN).
    public let isUnverified: Bool

    /// Makes a value.
    public init(
        id: String, from: PhoneNumber?, to: PhoneNumber, forwardedFrom: PhoneNumber? = nil, isUnverified: Bool = false
    ) {
        self.id = id
        self.from = from
        self.to = to
        self.forwardedFrom = forwardedFrom
        self.isUnverified = isUnverified
    }

    /// What stands for the caller where callers are told apart.
    ///
    /// Callers who withhold their numbers are one for each number that they call, not one for the whole company; they
    /// have bounds of their own (``ForwardingRules/limits(for:)``).
    var party: String { from?.e164 ?? "withheld for \(to.e164)" }
}

/// What happens to a call.
public enum CallDecision: Sendable, Equatable {
    /// The employee's mobile rings.
    case dial(DialPlan)
    /// The caller may leave a message.
    case voicemail(Employee, VoicemailCause)
    /// The caller hears that nobody can be reached at this number.
    case unreachable(UnreachableCause, Employee?)
    /// The call goes round in a ring: it is answered busy, so that the leg it came from ends.
    case busy(RingSign)
    /// Nobody could say whose number it is: the caller hears an apology.
    case trouble

    /// A word for logs and metrics.
    public var label: String {
        switch self {
        case .dial: "dialled"
        case .voicemail(_, let cause): "voicemail.\(cause.rawValue)"
        case .unreachable(let cause, _): "unreachable.\(cause.rawValue)"
        case .busy(let sign): "ring.\(sign.rawValue)"
        case .trouble: "trouble"
        }
    }

    /// Whom it concerns; nil when that is not known.
    public var employee: Employee? {
        switch self {
        case .dial(let plan): plan.employee
        case .voicemail(let employee, _): employee
        case .unreachable(_, let employee): employee
        case .busy, .trouble: nil
        }
    }
}

/// How an employee's mobile is made to ring.
public struct DialPlan: Sendable, Equatable {
    /// Who is called.
    public let employee: Employee
    /// Where.
    public let mobile: PhoneNumber
    /// The number that is shown: the caller's, or the company number where Twilio would refuse that.
    public let callerID: PhoneNumber
    /// Seconds of ringing.
    public let seconds: Int
    /// Whether the caller's number was withheld.
    public let isWithheld: Bool
    /// Whether the caller is to be announced as unverified.
    public let isUnverified: Bool
}

/// Why a caller gets the voicemail.
public enum VoicemailCause: String, Sendable, Equatable, CaseIterable {
    /// Outside the employee's hours.
    case closed
    /// The employee's mobile forwards to the company number: to ring it would go round.
    case comesFromMobile
    /// Nobody answered, or nobody pressed 1.
    case unanswered
}

/// Why nobody can be reached at a number.
public enum UnreachableCause: String, Sendable, Equatable, CaseIterable {
    case noMatch, severalMatches, notActive
    /// The employee has no mobile number that could be dialled.
    case noMobile
    /// The employee's mobile is one of our own numbers.
    case ownNumber
}

/// What shows that a call goes round in a ring.
public enum RingSign: String, Sendable, Equatable, CaseIterable {
    /// It comes from the very number that was called.
    case fromItself
    /// A carrier forwarded it from one of our numbers.
    case forwardedFromUs
    /// This caller's call to this number is ringing already.
    case alreadyRinging
    /// Too many calls of this caller are ringing at once: they are hops of one.
    case tooManyHops
    /// Too many calls of this caller to this number in a short time.
    case tooOften
}
