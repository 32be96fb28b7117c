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

    /// Opens the organisation.
    ///
    /// - Parameters:
    ///   - settings: Where it is, and what proves who asks.
    ///   - transport: What sends.
    ///   - scopes: What a service app's token is for: no more than the command needs.
    /// - Throws: ``StartFault``, when the service app's key is none.
    init(
        _ settings: OktaSettings, transport: any HTTPTransport, scopes: [OktaScope]
    ) throws(StartFault) {
        budget = RateLimitBudget(requestsPerMinute: settings.requestsPerMinute)
        client = OktaClient(
            orgURL: settings.organisationURL,
            credentials: try Self.credentials(settings, transport: transport, scopes: scopes), transport: transport,
            budget: budget, userAgent: Self.userAgent)
    }

    /// What proves to Okta who asks.
    static func credentials(
        _ settings: OktaSettings, transport: any HTTPTransport, scopes: [OktaScope]
    ) throws(StartFault) -> any OktaCredentials {
        switch settings.credentials {
        case .apiToken(let token): return SSWSToken(token.revealed)
        case .serviceApp(let clientID, let privateKey, let keyID):
            let key: ServiceAppKey
            do {
                key = try ServiceAppKey(privateKey.revealed, id: keyID)
            } catch {
                throw StartFault(["OKTA_PRIVATE_KEY: \(error.problem)"])
            }
            return OAuthServiceApp(
                orgURL: settings.organisationURL, clientID: clientID, key: key, scopes: scopes, transport: transport)
        }
    }

    /// What a person reads in the push's details: a telephone call, not a browser.
    static let userAgent = "Mozilla/5.0 (Telephone; IVR) \(Program.userAgent)"

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
