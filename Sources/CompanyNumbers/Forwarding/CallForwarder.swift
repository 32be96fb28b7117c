public import Foundation
public import Logging
import PhoneNumbers

/// Forwards calls to company numbers: asks whose they are, decides, remembers.
public struct CallForwarder: Sendable {
    private let directory: any OwnerDirectory
    private let numbers: CompanyNumberCheck
    private let notebook: ForwardingNotebook
    private let rules: ForwardingRules
    private let journal: any ForwardingJournal

    /// Makes a forwarder.
    ///
    /// - Parameters:
    ///   - directory: Knows whose a company number is.
    ///   - numbers: Knows which numbers are company numbers; calls and texts share one.
    ///   - notebook: What is remembered.
    ///   - rules: What decides.
    ///   - journal: What an auditor reads.
    public init(
        directory: any OwnerDirectory, numbers: CompanyNumberCheck, notebook: ForwardingNotebook,
        rules: ForwardingRules,
        journal: any ForwardingJournal
    ) {
        self.directory = directory
        self.numbers = numbers
        self.notebook = notebook
        self.rules = rules
        self.journal = journal
    }

    /// Decides about a call that comes in; the same call again gets the same decision and counts once.
    public func receive(
        _ call: IncomingCall, deadline: ContinuousClock.Instant, now: Date, logger: Logger
    ) async -> CallDecision {
        var decision = await decide(call, deadline, now, logger)
        let isNew: Bool
        (decision, isNew) = await admit(call, decision, now)
        // Written down before the mobile rings: the voicemail then needs nobody's answer.
        switch decision {
        case .dial(let plan) where isNew: await expectVoicemail(for: plan.employee, call, now)
        case .voicemail(let employee, _) where isNew: await expectVoicemail(for: employee, call, now)
        default: break
        }
        if isNew {
            await journal.note(
                ForwardingEvent(
                    .call, outcome: decision.label, ownerID: decision.employee?.id, reference: call.id), at: now)
            ForwardingMeter.call(decision)
        }
        logger.info(
            "call to a company number",
            metadata: [
                "outcome": "\(decision.label)", "from": "\(call.from?.masked ?? "withheld")",
                "to": "\(call.to.masked)", "user": "\(decision.employee?.id ?? "-")",
            ])
        return decision
    }

    private func decide(
        _ call: IncomingCall, _ deadline: ContinuousClock.Instant, _ now: Date, _ logger: Logger
    ) async -> CallDecision {
        if let ring = rules.ring(in: call) { return .busy(ring) }
        var facts = ForwardingRules.CallFacts(owner: await directory.owner(of: call.to, deadline: deadline))
        guard case .found(let employee) = facts.owner else { return rules.decide(call, facts, at: now) }
        guard let mobile = rules.mobile(of: employee) else {
            if employee.mobileText != nil {
                logger.warning(
                    "the mobilePhone of a person is no number, or one that costs by the call: nothing goes there",
                    metadata: ["user": "\(employee.id)"])
            }
            return rules.decide(call, facts, at: now)
        }
        warnOfHours(of: employee, logger)
        let forwarder = call.forwardedFrom == mobile ? nil : call.forwardedFrom
        async let isForwarderOurs = isOurs(forwarder, deadline, now)
        facts.isMobileOurs = mobile == call.to ? true : await isOurs(mobile, deadline, now)
        facts.isForwarderOurs = await isForwarderOurs
        return rules.decide(call, facts, at: now)
    }

    /// What is not known counts as not ours: rings are also ended by counting.
    private func isOurs(_ number: PhoneNumber?, _ deadline: ContinuousClock.Instant, _ now: Date) async -> Bool {
        guard let number else { return false }
        return await numbers.isCompanyNumber(number, deadline: deadline, now: now) ?? false
    }

    private func warnOfHours(of employee: Employee, _ logger: Logger) {
        do {
            _ = try rules.hours(of: employee)
        } catch {
            logger.warning(
                "the office hours of a person are not understood; the mobile rings at all hours",
                metadata: ["user": "\(employee.id)", "error": "\(error)"])
        }
    }

    private func admit(
        _ call: IncomingCall, _ decision: CallDecision, _ now: Date
    ) async -> (decision: CallDecision, isNew: Bool) {
        let ringsUntil: Date?
        switch decision {
        // Answered or not, it rings no longer than that, with a little for the telephone network.
        case .dial(let plan): ringsUntil = now.addingTimeInterval(Double(plan.seconds) + 10)
        case .voicemail: ringsUntil = nil
        case .unreachable, .busy, .trouble: return (decision, true)
        }
        let arrival = Arrival(id: call.id, kind: .call, party: call.party, number: call.to, ringsUntil: ringsUntil)
        switch await notebook.admit(arrival, within: rules.limits(for: call), now: now) {
        case .admitted(let isNew): return (decision, isNew)
        case .refused(let sign): return (.busy(sign), true)
        }
    }

    /// Notes that the employee took the call, or that the ringing ended otherwise.
    public func stoppedRinging(_ callID: String, now: Date) async {
        await notebook.stopRinging(callID, now: now)
    }

    /// Decides where a caller goes whom nobody answered.
    ///
    /// - Returns: ``CallDecision/voicemail(_:_:)``, or what else the directory makes of it now.
    public func unanswered(
        _ call: IncomingCall, deadline: ContinuousClock.Instant, now: Date, logger: Logger
    ) async -> CallDecision {
        await notebook.stopRinging(call.id, now: now)
        if let expected = await notebook.expectedVoicemail(in: call.id, now: now), expected.number == call.to {
            return left(expected.employee)
        }
        let owner = await directory.owner(of: call.to, deadline: deadline)
        guard case .found(let employee) = owner else {
            let decision = rules.decide(call, .init(owner: owner), at: now)
            logger.warning("nobody has the voicemail of a call", metadata: ["outcome": "\(decision.label)"])
            return decision
        }
        await expectVoicemail(for: employee, call, now)
        return left(employee)
    }

    private func left(_ employee: Employee) -> CallDecision {
        let decision = CallDecision.voicemail(employee, .unanswered)
        ForwardingMeter.call(decision)
        return decision
    }

    private func expectVoicemail(for employee: Employee, _ call: IncomingCall, _ now: Date) async {
        guard let mobile = rules.mobile(of: employee) else { return }
        await notebook.expect(
            ExpectedVoicemail(
                ownerID: employee.id, mobile: mobile, number: call.to, caller: call.from,
                languageTag: employee.languageTag), in: call.id, now: now)
    }
}
