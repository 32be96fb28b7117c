import Foundation
import HTTPTransport
import OktaAPI

// What `check --online` reads back of an organisation.

extension VoicegateCheck {
    /// Looks at credentials, scopes, search, attributes, policy and hooks; changes nothing.
    static func okta(_ settings: Settings, _ transport: any HTTPTransport) async -> [CheckResult] {
        guard let section = settings.okta else { return [] }
        var results: [CheckResult] = []
        do {
            let credentials = try Okta.credentials(section, transport: transport, scopes: .serving)
            if let app = credentials as? OAuthServiceApp {
                let token = await serviceApp(app, section)
                results.append(token)
                guard token.status != .fail else { return results }
            }
            let client = try Okta(section, transport: transport, scopes: .serving).client
            let found = await search(client, section)
            results.append(found.result)
            // Without the attribute the rest can be looked at all the same.
            guard found.error == nil || found.error == .badSearch else { return results }
            return results + (await oktaSetup(settings, transport))
        } catch {
            return results + error.lines.map { CheckResult(status: .fail, name: "Okta", message: $0) }
        }
    }

    private static func serviceApp(_ app: OAuthServiceApp, _ section: OktaSettings) async -> CheckResult {
        do {
            let wanted = [OktaScope].serving.map(\.rawValue)
            let granted = try await app.grantedScopes(deadline: .now + .seconds(10)) ?? wanted
            let missing = wanted.filter { !granted.contains($0) }
            guard missing.isEmpty else {
                return CheckResult(
                    status: .fail, name: "Okta token",
                    message: "it came without \(missing.joined(separator: ", ")); grant them to the service app")
            }
            return CheckResult(
                status: .ok, name: "Okta token",
                message: "granted with \(granted.sorted().joined(separator: ", "))".shown)
        } catch {
            let message = error.inPlainWords(searchingBy: section.phoneAttribute)
            return CheckResult(status: .fail, name: "Okta token", message: message)
        }
    }

    private static func search(
        _ client: OktaClient, _ section: OktaSettings
    ) async -> (result: CheckResult, error: OktaError.Code?) {
        do {
            // A number that nobody has: the search shows that the token works and the attribute can be searched.
            _ = try await client.searchUsers(
                attribute: section.phoneAttribute, equals: "+15550000000", limit: 2, deadline: .now + .seconds(10))
            let message = "the token works, \(section.phoneAttribute) can be searched"
            return (CheckResult(status: .ok, name: "Okta", message: message), nil)
        } catch {
            let message = error.inPlainWords(searchingBy: section.phoneAttribute)
            return (CheckResult(status: .fail, name: "Okta", message: message), error.code)
        }
    }
}

// MARK: - What setup okta makes

extension VoicegateCheck {
    private static func oktaSetup(_ settings: Settings, _ transport: any HTTPTransport) async -> [CheckResult] {
        var options = OktaSetup.Options()
        options.isReadOnly = true
        options.needsProof = false
        let setup: OktaSetup
        do {
            setup = try OktaSetup(settings, options: options, transport: transport)
        } catch {
            return error.lines.map { CheckResult(status: .warn, name: "Okta set-up", message: $0) }
        }
        let wishes = setup.wishes
        let reader = OktaSetupReader(setup.okta, patience: .seconds(15))
        return await [
            part("Okta attributes", "as they should be") { () async throws(SetupFailure) in
                OktaPlanner.attributes(try await reader.schema(), wishes)
            },
            part("Okta enrolment", "the policy \(wishes.group) lets people enrol what calls need", isOptional: true) {
                () async throws(SetupFailure) in
                let groups = try await reader.groups(named: wishes.group)
                var plan = OktaPlanner.group(groups, wishes)
                let policies = try await reader.policies(named: wishes.group)
                plan.add(OktaPlanner.policy(policies, group: groups.first?.id, wishes))
                return plan
            },
            part("Okta telephony hook", "active, and leads to \(wishes.telephonyURL)", isOptional: true) {
                () async throws(SetupFailure) in
                OktaPlanner.telephonyHook(try await reader.telephonyHooks(), wishes)
            },
            part("Okta event hook", "active and verified, and leads to \(wishes.eventURL)", isOptional: true) {
                () async throws(SetupFailure) in
                OktaPlanner.eventHook(try await reader.eventHooks(), wishes)
            },
        ]
    }

    /// Tells how a part stands: what is missing may be so on purpose, what has drifted is not.
    private static func part(
        _ name: String, _ fine: String, isOptional: Bool = false,
        _ plan: () async throws(SetupFailure) -> OktaSetupPlan
    ) async -> CheckResult {
        do {
            let plan = try await plan()
            guard let worst = plan.lines.first(where: { $0.sign != .create }) ?? plan.lines.first else {
                return CheckResult(status: .ok, name: name, message: fine)
            }
            let words = ([worst.text] + worst.details).joined(separator: "; ")
            let mend = worst.sign == .blocked ? "" : "; voicegate setup okta mends it"
            let isMissing = worst.sign == .create
            return CheckResult(
                status: isMissing && isOptional ? .warn : .fail, name: name,
                message: (isMissing ? "missing: " : "") + words + mend)
        } catch {
            // A token that may do no more than the service needs is as it should be.
            let isForbidden = error.error.code == .forbidden
            return CheckResult(
                status: isForbidden ? .warn : .fail, name: name,
                message: "could not be looked at: "
                    + (isForbidden ? error.error.trouble : error.error.inPlainWords(searchingBy: "the attribute")))
        }
    }
}
