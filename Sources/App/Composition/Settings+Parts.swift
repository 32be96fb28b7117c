import CallFlow
import Foundation
import PhoneNumbers
import TwiML
import TwilioAPI
import Web

// Settings turned into what the parts want.

extension CallPolicy {
    init(_ settings: Settings) {
        self.init(
            maximumWrongCodes: settings.call.maximumAttempts, pushTimeout: settings.call.pushTimeout / .seconds(1),
            requiresPushNumber: settings.call.numberChallenge == .require, hasAgent: settings.agent.destination != nil)
    }
}

extension CallDriverSettings {
    init(_ settings: Settings, instance: String, templates: TemplateLibrary) {
        self.init(
            instance: instance, lockoutFailures: settings.call.lockoutFailures,
            lockoutSeconds: settings.call.lockoutWindow / .seconds(1),
            defaultLanguage: templates.language(matching: settings.call.defaultLanguage)
                ?? settings.call.defaultLanguage,
            pollInterval: settings.call.pushPollInterval / .seconds(1))
    }
}

extension AgentDestination {
    init(_ destination: AgentSettings.Destination) {
        switch destination {
        case .dial(.number(let number)): self = .number(number.e164)
        case .dial(.sip(let uri)): self = .sip(uri)
        case .workflow(let sid): self = .workflow(sid)
        }
    }
}

extension TwilioSettings {
    /// Those of the API key where there is one, else the account's own.
    var credentials: TwilioCredentials {
        apiKey.map { TwilioCredentials(sid: $0.sid, secret: $0.secret.revealed) }
            ?? TwilioCredentials(sid: accountSID, secret: authToken.revealed)
    }
}

extension WebhookSignature {
    init(_ settings: TwilioSettings) {
        self.init(
            authTokens: [settings.authToken.revealed] + (settings.secondaryAuthToken.map { [$0.revealed] } ?? []),
            sharedKeys: settings.webhookSharedKey.map { [$0.revealed] } ?? [])
    }
}
