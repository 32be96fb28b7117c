import HTTPTransport
import OktaAPI
import PhoneNumbers
import TwilioAPI

/// Tries answers out on the other side, by harmless reads.
struct SettingTrials: Sendable {
    let transport: any HTTPTransport

    /// Tries an answer.
    ///
    /// - Parameters:
    ///   - trial: What to try.
    ///   - answer: What was answered, well-formed.
    ///   - settings: All that is known by now, the answer included.
    /// - Returns: What does not work; nil when it does.
    func problem(_ trial: InterviewQuestion.Trial, _ answer: String, _ settings: Settings) async -> String? {
        switch trial {
        case .none: nil
        case .organisation: await organisation(answer)
        case .oktaToken, .serviceApp: await okta(settings)
        case .twilioAccount: await account(settings)
        case .twilioNumber: await number(settings)
        }
    }

    private var deadline: ContinuousClock.Instant { .now + .seconds(10) }

    private func organisation(_ answer: String) async -> String? {
        guard let url = try? BaseURL(answer, allowsPath: false).text else { return nil }
        do {
            _ = try await OktaOrganisation(url: url, transport: transport).engine(deadline: deadline)
            return nil
        } catch {
            return "there is no Okta organisation that answers (\(error))"
        }
    }

    private func okta(_ settings: Settings) async -> String? {
        guard let section = settings.okta else { return nil }
        let client: OktaClient
        do {
            client = try Okta(section, transport: transport, scopes: .serving).client
        } catch {
            return error.description
        }
        do {
            _ = try await client.searchUsers(
                attribute: "login", equals: "nobody@example.invalid", limit: 1, deadline: deadline)
            return nil
        } catch {
            return "Okta does not take it (\(error))"
        }
    }

    private func account(_ settings: Settings) async -> String? {
        guard let section = settings.twilio else { return nil }
        do {
            let account = try await VoicegateService.twilio(section, transport).fetchAccount(deadline: deadline)
            return account.status == "active" ? nil : "the account is \(account.status); see Twilio's console"
        } catch {
            return "Twilio does not take it, or not with this TWILIO_ACCOUNT_SID (\(error))"
        }
    }

    private func number(_ settings: Settings) async -> String? {
        guard let section = settings.twilio, let number = section.phoneNumber else { return nil }
        do {
            let found = try await VoicegateService.twilio(section, transport).incomingNumber(
                number.e164, deadline: deadline)
            return found == nil ? "it is no number of this account" : nil
        } catch {
            return "it could not be looked up (\(error))"
        }
    }
}
