import Delivery
import Foundation
import HTTPTransport
import PhoneNumbers
import Store
import TwiML
import TwilioAPI

/// One thing that was looked at.
public struct CheckResult: Sendable, Encodable {
    /// How it stands.
    public enum Status: String, Sendable, Encodable {
        case ok, warn, fail
    }

    /// How it stands.
    public let status: Status
    /// What was looked at.
    public let name: String
    /// What was found, and the mend.
    public let message: String

    /// The line that `voicegate check` prints.
    public var line: String {
        "\(status.rawValue.padding(toLength: 4, withPad: " ", startingAt: 0))  \(name): \(message)"
    }
}

/// Looks at everything that `serve` will need.
///
/// A new database is made, since that is what has to work.
public enum VoicegateCheck {
    /// Checks settings, templates and database; online also Okta and Twilio, by harmless reads.
    public static func run(_ found: SettingsInspection, isOnline: Bool) async -> [CheckResult] {
        var results = found.faults.map {
            CheckResult(status: .fail, name: $0.setting, message: "\($0.message); \($0.mend)")
        }
        results += found.warnings.map {
            CheckResult(status: .warn, name: $0.setting, message: "\($0.message); \($0.mend)")
        }
        if found.faults.isEmpty { results.append(CheckResult(status: .ok, name: "settings", message: "complete")) }
        results += templates(found.settings.call)
        results.append(await database(found.settings.storage))
        if found.settings.agent.destination == nil {
            results.append(
                CheckResult(
                    status: .warn, name: "AGENT_DIAL",
                    message: "callers who cannot be verified have nobody to go to; set it or AGENT_WORKFLOW_SID"))
        }
        results += hooks(found.settings)
        guard isOnline else { return results }
        let transport = AsyncHTTPTransport()
        results += await okta(found.settings, transport)
        results += await twilio(found.settings, transport)
        results += await providers(found.settings, transport)
        await transport.shutdown()
        return results
    }

    private static func templates(_ settings: CallSettings) -> [CheckResult] {
        do {
            let library = try VoicegateService.loadTemplates(settings)
            let languages = library.languages.joined(separator: ", ")
            return library.warnings.map { CheckResult(status: .warn, name: "templates", message: "\($0)") } + [
                CheckResult(status: .ok, name: "templates", message: "\(library.contracts.count) steps in \(languages)")
            ]
        } catch {
            return error.lines.map { CheckResult(status: .fail, name: "templates", message: $0) }
        }
    }

    private static func database(_ settings: StorageSettings) async -> CheckResult {
        do {
            let store = try await VoicegateService.openStore(settings)
            let problem = await store.isWritable().reason
            await store.close()
            if let problem { return CheckResult(status: .fail, name: "database", message: problem) }
            let kind = if case .postgres = settings.database { "PostgreSQL" } else { "SQLite" }
            return CheckResult(status: .ok, name: "database", message: "\(kind), opened and writable")
        } catch {
            return CheckResult(status: .fail, name: "database", message: error.description)
        }
    }

    private static func twilio(_ settings: Settings, _ transport: any HTTPTransport) async -> [CheckResult] {
        guard let section = settings.twilio else { return [] }
        let client = VoicegateService.twilio(section, transport)
        do {
            let account = try await client.fetchAccount(deadline: .now + .seconds(10))
            guard account.status == "active" else {
                return [
                    CheckResult(
                        status: .fail, name: "Twilio", message: "the account is \(account.status); see Twilio's console"
                    )
                ]
            }
            var results = [CheckResult(status: .ok, name: "Twilio", message: "the credentials work")]
            if let number = section.phoneNumber { results.append(await twilioNumber(number, settings, client)) }
            return results
        } catch {
            let mend =
                error.code == .unauthorized ? "; check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN" : ""
            return [CheckResult(status: .fail, name: "Twilio", message: "\(error)\(mend)")]
        }
    }

    private static func twilioNumber(
        _ number: PhoneNumber, _ settings: Settings, _ client: TwilioClient
    ) async -> CheckResult {
        func result(_ status: CheckResult.Status, _ message: String) -> CheckResult {
            CheckResult(status: status, name: "TWILIO_PHONE_NUMBER", message: message)
        }
        let found: TwilioNumber?
        do {
            found = try await client.incomingNumber(number.e164, deadline: .now + .seconds(10))
        } catch {
            return result(.warn, "it could not be looked up: \(error)")
        }
        guard let found else { return result(.fail, "\(number.masked) is no number of this account") }
        let plan = IVRNumberPlan(found, publicURL: settings.server.publicURL ?? "")
        guard !plan.isTakenElsewhere else {
            return result(.fail, "a SIP trunk or a TwiML app takes its calls; take it off in Twilio's console")
        }
        let wrong = plan.changes.map(\.name)
        guard !wrong.contains("voice URL") || IVRNumberPlan.isCalledBare(found, settings.server.publicURL ?? "") else {
            return result(
                .fail, "its voice URL is not \(settings.server.publicURL ?? "")/ivr/welcome; run voicegate setup twilio"
            )
        }
        guard wrong.isEmpty else {
            return result(.warn, "\(wrong.joined(separator: ", ")) could be better; run voicegate setup twilio")
        }
        return result(.ok, "its calls come here")
    }
}
