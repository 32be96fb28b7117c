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
/// It leaves nothing behind: where there is no database yet, one is made on trial and thrown away.
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
        results.append(await database(found))
        if found.settings.agent.destination == nil {
            results.append(
                CheckResult(
                    status: .warn, name: "AGENT_DIAL",
                    message: "callers who cannot be verified have nobody to go to; set it or AGENT_WORKFLOW_SID"))
        }
        if let twilio = found.settings.twilio, twilio.phoneNumber == nil {
            results.append(
                CheckResult(
                    status: .warn, name: "TWILIO_PHONE_NUMBER",
                    message: "setup twilio and the agents of callers without a number need the IVR's number; set it"))
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

    static func twilio(_ settings: Settings, _ transport: any HTTPTransport) async -> [CheckResult] {
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
            return [CheckResult(status: .fail, name: "Twilio", message: error.inPlainWords)]
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
            return result(.warn, "it could not be looked up: \(error.inPlainWords)")
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
