import Clocks
import CompanyNumbers
import Foundation
import HTTPTransport
import OktaAPI
import PhoneNumbers
import TwilioAPI

/// An hour, so that no deadline is in the way of a test that is not about it.
var inAnHour: ContinuousClock.Instant { .now + .seconds(3600) }

extension FakeWorld {
    static let publicURL = "https://ivr.example.com"

    static var policy: NumbersPolicy { NumbersPolicy(publicURL: publicURL) }

    /// The work on this world; without patience for faults unless a clock is given.
    func work(_ policy: NumbersPolicy = FakeWorld.policy, clock: HandClock? = nil) -> NumbersWork {
        let timing = (clock ?? HandClock()).timing
        let okta = OktaClient(
            orgURL: Self.org, credentials: SSWSToken("00secret"), transport: self,
            budget: RateLimitBudget(timing: timing), userAgent: "Test", timing: timing)
        let twilio = TwilioClient(
            accountSID: "AC1", credentials: TwilioCredentials(sid: "SK1", secret: "s"), baseURL: Self.api,
            transport: self, timing: timing)
        let patience = clock == nil ? Patience(timing: timing, waits: []) : Patience(timing: timing)
        return NumbersWork(vendors: NumbersVendors(okta: okta, twilio: twilio, patience: patience), policy: policy)
    }

    /// Plans and applies.
    func run(_ policy: NumbersPolicy = FakeWorld.policy, clock: HandClock? = nil) async throws -> NumbersReport {
        let work = work(policy, clock: clock)
        return await work.apply(try await work.plan(deadline: inAnHour), deadline: inAnHour)
    }
}

extension NumbersWork {
    /// Finds one number that is to be given back.
    func findRelease(of number: PhoneNumber, deadline: ContinuousClock.Instant) async throws -> NumberRelease {
        guard let found = try await findReleases(of: [number], deadline: deadline).first else {
            throw NumbersFailure(.notOurs, "nothing was found")
        }
        return try found.get()
    }
}
