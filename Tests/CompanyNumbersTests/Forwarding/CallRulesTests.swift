import Foundation
import PhoneNumbers
import Testing

@testable import CompanyNumbers

@Suite struct `Rules of calls` {
    private let rules = ForwardingRules(ownNumbers: [.ivr], defaultRegion: "US")

    private func call(
        from: PhoneNumber? = .outside, forwardedFrom: PhoneNumber? = nil, isUnverified: Bool = false
    ) -> IncomingCall {
        IncomingCall(id: "CA1", from: from, to: .company, forwardedFrom: forwardedFrom, isUnverified: isUnverified)
    }

    private func decide(
        _ call: IncomingCall, _ owner: OwnerLookup = .found(.sample()), isMobileOurs: Bool = false,
        isForwarderOurs: Bool = false
    ) -> CallDecision {
        rules.decide(
            call, .init(owner: owner, isMobileOurs: isMobileOurs, isForwarderOurs: isForwarderOurs), at: noon)
    }

    private func issue(_ decision: CallDecision, _ why: String = "") {
        Issue.record("not what was to be decided: \(decision) \(why)")
    }

    @Test func `A call rings at the mobile and shows the caller`() throws {
        let decision = decide(call())
        guard case .dial(let plan) = decision else { return issue(decision) }
        #expect(plan.mobile == .mobile && plan.callerID == .outside && !plan.isWithheld && !plan.isUnverified)
        #expect(plan.seconds == 20)
    }

    @Test func `A withheld caller shows as the company number, since Twilio refuses others`() {
        let decision = decide(call(from: nil))
        guard case .dial(let plan) = decision else { return issue(decision) }
        #expect(plan.callerID == .company && plan.isWithheld)
    }

    @Test func `A number that the network found to be false is announced as unverified`() {
        let decision = decide(call(isUnverified: true))
        guard case .dial(let plan) = decision else { return issue(decision) }
        #expect(plan.isUnverified)
    }

    @Test func `A mobile without its country code is read with the region`() {
        let decision = decide(call(), .found(.sample(mobile: "(555) 555-0201")))
        guard case .dial(let plan) = decision else { return issue(decision) }
        #expect(plan.mobile == .mobile)
    }

    @Test(arguments: OwnerLookup.Reason.allCases)
    func `Nobody's number reaches nobody`(_ reason: OwnerLookup.Reason) {
        let decision = decide(call(), .nobody(reason))
        guard case .unreachable(let cause, nil) = decision else { return issue(decision) }
        #expect(cause.rawValue == reason.rawValue)
    }

    @Test func `A directory that does not answer is trouble`() {
        #expect(decide(call(), .unavailable) == .trouble)
    }

    @Test(arguments: [nil, "", "none", "+1", "sip:ada@example.com", "+19005550011", "(900) 555-0011", "+448431234567"])
    func `Without a mobile that could be dialled nobody is reached`(_ mobile: String?) {
        let ada = Employee.sample(mobile: mobile)
        #expect(decide(call(), .found(ada)) == .unreachable(.noMobile, ada))
    }

    @Test func `A mobile that is the called number, the voice bot's or another company number is never dialled`() {
        for mobile in [PhoneNumber.company, .ivr] {
            let ada = Employee.sample(mobile: mobile.e164)
            #expect(decide(call(), .found(ada)) == .unreachable(.ownNumber, ada))
        }
        #expect(decide(call(), isMobileOurs: true) == .unreachable(.ownNumber, .sample()))
    }

    @Test func `A call from the called number, or forwarded from one of ours, is answered busy`() {
        #expect(decide(call(from: .company)) == .busy(.fromItself))
        #expect(decide(call(forwardedFrom: .company)) == .busy(.forwardedFromUs))
        #expect(decide(call(forwardedFrom: .ivr)) == .busy(.forwardedFromUs))
        #expect(decide(call(forwardedFrom: .company2), isForwarderOurs: true) == .busy(.forwardedFromUs))
        let decision = decide(call(forwardedFrom: .other))
        guard case .dial = decision else { return issue(decision) }
    }

    @Test func `A mobile that forwards to its company number, or calls it, gets the voicemail`() {
        #expect(decide(call(forwardedFrom: .mobile)) == .voicemail(.sample(), .comesFromMobile))
        #expect(decide(call(from: .mobile)) == .voicemail(.sample(), .comesFromMobile))
    }

    @Test func `Outside the hours the voicemail answers at once`() {
        let closed = Employee.sample(hours: "Mo 13:00-17:00 UTC")
        #expect(decide(call(), .found(closed)) == .voicemail(closed, .closed))
        for hours in ["Mo 12:00-13:00 UTC", "whenever", "Mo-Fr 09:00-17:00 Mars/Olympus"] {
            let decision = decide(call(), .found(.sample(hours: hours)))
            guard case .dial = decision else { return issue(decision, hours) }
        }
    }
}
