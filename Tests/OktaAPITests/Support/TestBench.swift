import Foundation
import HTTPTransport
import OktaAPI
import Synchronization

/// The organisation of the tests.
let organisation = "https://acme.okta.example"

/// An hour, so that no deadline is in the way of a test that is not about it.
var soon: ContinuousClock.Instant { .now + .seconds(3600) }

/// A clock that only pauses move on, and a calendar that goes along.
final class HandClock: Sendable {
    private let pausesMade = Mutex<[Duration]>([])
    let begin = ContinuousClock.now
    /// `Tue, 26 Mar 2019 16:06:51 GMT`.
    let date = Date(timeIntervalSince1970: 1_553_616_411)

    /// The pauses that were made.
    var pauses: [Duration] { pausesMade.withLock { $0 } }
    private var elapsed: Duration { pauses.reduce(.zero, +) }

    var timing: Timing {
        Timing(
            now: { [self] in begin + elapsed }, date: { [self] in date.addingTimeInterval(elapsed / .seconds(1)) },
            random: { 0 }, pause: { [self] time in pausesMade.withLock { $0.append(time) } })
    }
}

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
