import Clocks
import Foundation
import HTTPTransport
import OktaAPI

/// The organisation of the tests.
let organisation = "https://acme.okta.example"

/// An hour, so that no deadline is in the way of a test that is not about it.
var soon: ContinuousClock.Instant { .now + .seconds(3600) }

/// Makes a client that asks a script.
func makeClient(
    _ transport: any HTTPTransport, credentials: any OktaCredentials = SSWSToken("00secret"),
    budget: RateLimitBudget? = nil, clock: HandClock = HandClock()
) -> OktaClient {
    OktaClient(
        orgURL: organisation, credentials: credentials, transport: transport,
        budget: budget ?? RateLimitBudget(timing: clock.timing),
        userAgent: "Mozilla/5.0 (Telephone; Test) Voicegate/1.0",
        timing: clock.timing)
}

/// The headers that every request carries.
func usualHeaders(_ others: [(String, String)] = []) -> OutboundHeaders {
    OutboundHeaders(
        [("Accept", "application/json"), ("User-Agent", "Mozilla/5.0 (Telephone; Test) Voicegate/1.0")] + others
            + [("Authorization", "SSWS 00secret")])
}
