import JSON
import OktaAPI

extension OktaSetup {
    /// Makes the changes of a plan, one after the other.
    ///
    /// A change that fails does not stop those that do not need it; running it all again goes on where it stopped.
    ///
    /// - Parameters:
    ///   - plan: What ``plan()`` gave.
    ///   - report: Gets a line for each change that was made, failed, or was left out.
    /// - Returns: Whether all of it worked, and the telephony hook, which ``test(hook:)`` takes.
    public func apply(
        _ plan: OktaSetupPlan, report: (SetupLine) -> Void
    ) async -> (isComplete: Bool, telephonyHook: String?) {
        var known = plan.known
        var isComplete = plan.obstacles.isEmpty
        var hasStopped = false
        for step in plan.steps {
            let title = step.title
            if hasStopped || step.change.needs.map({ known[keyPath: $0] == nil }) ?? false {
                report(SetupLine(.skipped, "\(title): not tried after what failed"))
                isComplete = false
                continue
            }
            do {
                try await make(step.change, &known)
                for line in step.outcome { report(SetupLine(.done, line)) }
            } catch {
                isComplete = false
                report(SetupLine(.failed, SetupFailure(what: title, error: error).description, details: error.advice))
                hasStopped = error.concernsAll
            }
        }
        return (isComplete, known.telephonyHook)
    }

    private func make(_ change: OktaChange, _ known: inout OktaKnown) async throws(OktaError) {
        let deadline = ContinuousClock.now + .seconds(60)
        switch change {
        case .attributes(let attributes): try await okta.changeUserSchema(attributes: attributes, deadline: deadline)
        case .createGroup:
            known.group =
                try await okta.createGroup(
                    name: wishes.group, description: "Those who may call Voicegate.", deadline: deadline
                ).id
        case .createPolicy(let policy):
            known.policy = try await okta.createPolicy(policy.including(known.group), deadline: deadline).id
        case .replacePolicy(let policy):
            try await okta.replacePolicy(
                id: known.policy ?? "", with: policy.including(known.group), deadline: deadline)
        case .activatePolicy: try await okta.activatePolicy(id: known.policy ?? "", deadline: deadline)
        case .createRule(let rule):
            _ = try await okta.createRule(ofPolicy: known.policy ?? "", rule, deadline: deadline)
        case .replaceRule(let id, let rule):
            try await okta.replaceRule(id: id, ofPolicy: known.policy ?? "", with: rule, deadline: deadline)
        case .activateRule(let id):
            try await okta.activateRule(id: id, ofPolicy: known.policy ?? "", deadline: deadline)
        case .createTelephonyHook, .replaceTelephonyHook, .activateTelephonyHook:
            try await makeTelephonyHook(change, &known, deadline)
        case .createEventHook, .replaceEventHook, .activateEventHook, .verifyEventHook:
            try await makeEventHook(change, &known, deadline)
        }
    }

    private func makeTelephonyHook(
        _ change: OktaChange, _ known: inout OktaKnown, _ deadline: ContinuousClock.Instant
    ) async throws(OktaError) {
        let name = OktaWishes.telephonyHookName
        let id = known.telephonyHook ?? ""
        switch change {
        case .createTelephonyHook(let channel, let others):
            known.telephonyHook = try await swap(others, deadline) { () async throws(OktaError) -> String in
                try await okta.createTelephonyHook(name: name, channel: channel, deadline: deadline).id
            }
        case .replaceTelephonyHook(let channel):
            try await okta.replaceInlineHook(id: id, name: name, channel: channel, deadline: deadline)
        case .activateTelephonyHook(let others):
            known.telephonyHook = try await swap(others, deadline) { () async throws(OktaError) -> String in
                try await okta.activateInlineHook(id: id, deadline: deadline)
                return id
            }
        default: break
        }
    }

    /// Switches other hooks off before something that needs their place, and on again should it fail: without any hook
    /// nobody would get a code but by Okta's own provider.
    private func swap(
        _ others: [String], _ deadline: ContinuousClock.Instant, _ body: () async throws(OktaError) -> String
    ) async throws(OktaError) -> String {
        for other in others { try await okta.deactivateInlineHook(id: other, deadline: deadline) }
        do {
            return try await body()
        } catch {
            for other in others { try? await okta.activateInlineHook(id: other, deadline: .now + .seconds(30)) }
            throw error
        }
    }

    private func makeEventHook(
        _ change: OktaChange, _ known: inout OktaKnown, _ deadline: ContinuousClock.Instant
    ) async throws(OktaError) {
        let id = known.eventHook ?? ""
        switch change {
        case .createEventHook(let hook): known.eventHook = try await okta.createEventHook(hook, deadline: deadline).id
        case .replaceEventHook(let hook):
            let changed = try await okta.replaceEventHook(id: id, with: hook, deadline: deadline)
            // Where Okta does not trust the new address yet.
            if changed.json["verificationStatus"]?.text == "UNVERIFIED" {
                try await okta.verifyEventHook(id: id, deadline: deadline)
            }
        case .activateEventHook: try await okta.activateEventHook(id: id, deadline: deadline)
        case .verifyEventHook: try await okta.verifyEventHook(id: id, deadline: deadline)
        default: break
        }
    }
}

extension OktaSetupPlan.Step {
    /// What it is, in a few words.
    fileprivate var title: String {
        let texts = lines.filter { $0.sign != .deactivate }.map(\.text)
        return texts.isEmpty ? lines.last?.text ?? Self.verification : texts.joined(separator: "; ")
    }

    /// What it has done, a line each.
    fileprivate var outcome: [String] {
        guard !lines.isEmpty else { return [Self.verification] }
        return lines.map { $0.sign == .deactivate ? "switched off: \($0.text)" : $0.text }
    }

    private static let verification = "event hook: verified by Okta"
}

extension JSONValue {
    /// A policy that is for a group, besides those it is for already.
    fileprivate func including(_ group: String?) -> JSONValue {
        guard let group else { return self }
        var policy = self
        let included = policy["conditions"]?["people"]?["groups"]?["include"]?.elements ?? []
        guard !included.contains(.text(group)) else { return self }
        var conditions = policy["conditions"] ?? [:]
        var people = conditions["people"] ?? [:]
        var groups = people["groups"] ?? [:]
        groups["include"] = .list(included + [.text(group)])
        people["groups"] = groups
        conditions["people"] = people
        policy["conditions"] = conditions
        return policy
    }
}

extension OktaError {
    /// Whether what comes next would fail in the same way.
    fileprivate var concernsAll: Bool {
        switch code {
        case .unauthorized, .unavailable, .timeout, .rateLimited: true
        default: false
        }
    }

    /// What to do about a failure, beyond what the error says.
    fileprivate var advice: [String] {
        switch code {
        case .timeout, .unavailable:
            ["it may have been done all the same: run this again, it finds what is there"]
        case .rateLimited: ["Okta has had too many requests: run this again in a minute"]
        default: []
        }
    }
}
