public import Foundation
public import PhoneNumbers

/// Decides what happens to calls and texts: a pure value.
public struct ForwardingRules: Sendable {
    /// Numbers of ours that are nobody's: the IVR's.
    public var ownNumbers: Set<PhoneNumber>
    /// The region of a mobile number that is written without its country code.
    public var defaultRegion: String
    /// Seconds that a mobile rings.
    ///
    /// Private voicemail answers after 25 or so as a rule.
    public var ringSeconds = 20
    /// Bounds on calls.
    public var callLimits = ArrivalLimits(
        perPair: 8, seconds: 60, perPairAndHour: 60, ringingPerPair: 1, ringingPerParty: 6)
    /// Bounds on texts.
    public var textLimits = ArrivalLimits(
        perPair: 20, seconds: 60, perPairAndHour: 200, ringingPerPair: .max, ringingPerParty: .max)

    /// Makes rules with the usual bounds.
    public init(ownNumbers: Set<PhoneNumber>, defaultRegion: String) {
        self.ownNumbers = ownNumbers
        self.defaultRegion = defaultRegion
    }

    /// What had to be asked about a call.
    public struct CallFacts: Sendable {
        /// Whose the called number is.
        public var owner: OwnerLookup
        /// Whether the owner's mobile is a company number.
        public var isMobileOurs: Bool
        /// Whether the number that the call was forwarded from is a company number.
        public var isForwarderOurs: Bool

        /// Makes facts; what is not known counts as harmless, since rings are also ended by counting.
        public init(owner: OwnerLookup, isMobileOurs: Bool = false, isForwarderOurs: Bool = false) {
            self.owner = owner
            self.isMobileOurs = isMobileOurs
            self.isForwarderOurs = isForwarderOurs
        }
    }

    /// Sees the rings that show in a call by itself, before anybody is asked.
    public func ring(in call: IncomingCall) -> RingSign? {
        if call.from == call.to { return .fromItself }
        guard let forwarder = call.forwardedFrom else { return nil }
        return forwarder == call.to || ownNumbers.contains(forwarder) ? .forwardedFromUs : nil
    }

    /// Decides about a call.
    ///
    /// - Parameters:
    ///   - call: The call.
    ///   - facts: What was found out about it.
    ///   - now: The time, for office hours.
    /// - Returns: What happens, if ``ArrivalLedger`` lets it.
    public func decide(_ call: IncomingCall, _ facts: CallFacts, at now: Date) -> CallDecision {
        if let ring = ring(in: call) { return .busy(ring) }
        let employee: Employee
        switch facts.owner {
        case .unavailable: return .trouble
        case .nobody(.noMatch): return .unreachable(.noMatch, nil)
        case .nobody(.severalMatches): return .unreachable(.severalMatches, nil)
        case .nobody(.notActive): return .unreachable(.notActive, nil)
        case .found(let found): employee = found
        }
        guard let mobile = mobile(of: employee) else { return .unreachable(.noMobile, employee) }
        guard mobile != call.to, !ownNumbers.contains(mobile), !facts.isMobileOurs else {
            return .unreachable(.ownNumber, employee)
        }
        if call.forwardedFrom == mobile || call.from == mobile { return .voicemail(employee, .comesFromMobile) }
        if facts.isForwarderOurs { return .busy(.forwardedFromUs) }
        guard isOpen(employee, at: now) else { return .voicemail(employee, .closed) }
        return .dial(
            DialPlan(
                employee: employee, mobile: mobile, callerID: call.from ?? call.to, seconds: ringSeconds,
                isWithheld: call.from == nil, isUnverified: call.isUnverified))
    }

    /// The employee's mobile number; nil when there is none that could be dialled.
    ///
    /// A number that costs by the call is none: whoever may write their own profile could earn by it.
    public func mobile(of employee: Employee) -> PhoneNumber? {
        employee.mobile(defaultRegion: defaultRegion).flatMap { $0.isCostly ? nil : $0 }
    }

    /// The bounds on a call's kind.
    ///
    /// Callers who withhold their numbers cannot be told apart: one of them does not keep the next from ringing, and
    /// together they are bounded as one.
    func limits(for call: IncomingCall) -> ArrivalLimits {
        var limits = callLimits
        if call.from == nil { limits.ringingPerPair = limits.ringingPerParty }
        return limits
    }

    private func isOpen(_ employee: Employee, at now: Date) -> Bool {
        // Hours that are not understood must not keep a mobile from ringing.
        (try? hours(of: employee))??.isOpen(at: now) ?? true
    }

    /// Reads the employee's hours; nil when there are none.
    ///
    /// - Throws: ``OfficeHoursFault``.
    public func hours(of employee: Employee) throws(OfficeHoursFault) -> OfficeHours? {
        guard let text = employee.hoursText else { return nil }
        return try OfficeHours(text, defaultZone: employee.timeZoneName.flatMap(TimeZone.init(identifier:)) ?? .gmt)
    }
}
