import CallFlow
import Foundation
import HTTPTransport
import Logging
import OktaAPI
import Web

/// The Okta organisation as the service uses it: one client, one budget.
struct Okta {
    let client: OktaClient
    let budget: RateLimitBudget

    init(_ settings: OktaSettings, transport: any HTTPTransport) throws(StartFault) {
        guard case .apiToken(let token) = settings.credentials else {
            throw StartFault(["OKTA_CLIENT_ID: service apps are not supported yet; set OKTA_API_TOKEN instead"])
        }
        budget = RateLimitBudget(requestsPerMinute: settings.requestsPerMinute)
        client = OktaClient(
            orgURL: settings.organisationURL, credentials: SSWSToken(token.revealed), transport: transport,
            budget: budget,
            userAgent: Self.userAgent)
    }

    /// What a person reads in the push's details: a telephone call, not a browser.
    static let userAgent = "Mozilla/5.0 (Telephone; IVR) Voicegate/1.0"

    /// The seconds until the next question about a push.
    var pace: PushWatcher.Pace {
        { [budget] watching, interval in
            let wait = await budget.pollDelay(watching: watching, interval: .seconds(interval))
            return wait / .seconds(1)
        }
    }

    func directory(_ settings: Settings, _ logger: Logger) -> OktaCallerDirectory {
        OktaCallerDirectory(
            okta: client, phoneAttribute: settings.okta?.phoneAttribute ?? "ivrPhone",
            factorAttribute: settings.okta?.factorAttribute ?? "ivrFactorPreference",
            defaultRegion: settings.call.defaultRegion, logger: logger)
    }

    func challenger(_ settings: Settings, _ logger: Logger) -> OktaChallenger {
        OktaChallenger(okta: client, numberChallenge: settings.call.numberChallenge, logger: logger)
    }
}
