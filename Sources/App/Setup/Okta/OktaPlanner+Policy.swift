import JSON
import OktaAPI

extension OktaPlanner {
    /// Plans the group of those who may call.
    static func group(_ groups: [OktaObject], _ wishes: OktaWishes) -> OktaSetupPlan {
        var plan = OktaSetupPlan()
        plan.known.group = groups.first?.id
        if groups.isEmpty {
            plan.steps.append(
                OktaSetupPlan.Step(
                    SetupLine(.create, "group \(wishes.group): those who may call"), change: .createGroup))
        }
        plan.byHand.append(
            "add those who may call to the group \(wishes.group), and write their number into \(wishes.phoneAttribute)")
        return plan
    }

    /// Plans the enrolment policy of the group and its rule.
    ///
    /// - Parameters:
    ///   - found: What was read.
    ///   - group: The group's id; nil while it is to be made.
    ///   - wishes: How it is to be.
    /// - Returns: The changes to both.
    static func policy(_ found: FoundPolicies, group: String?, _ wishes: OktaWishes) -> OktaSetupPlan {
        var plan = OktaSetupPlan()
        let ours = found.policy(named: wishes.group)
        let (settings, changes) = EnrolmentSettings(found).completed(ours?.json["settings"], &plan)
        if let ours {
            plan.known.policy = ours.id
            repair(ours, settings: settings, changes, group: group, &plan, wishes)
            rule(found.rules, &plan, wishes)
            order(ours, found, &plan, wishes)
        } else {
            let policy: JSONValue = [
                "type": "MFA_ENROLL", "name": .text(wishes.group), "status": "ACTIVE", "priority": 1,
                "description": "What those who may call can be verified by.", "settings": settings,
            ]
            plan.steps.append(
                OktaSetupPlan.Step(
                    SetupLine(.create, "enrolment policy \(wishes.group): first in order, for the group"),
                    change: .createPolicy(policy)))
            rule([], &plan, wishes)
        }
        return plan
    }

    private static func repair(
        _ ours: OktaObject, settings: JSONValue, _ changes: [String], group: String?, _ plan: inout OktaSetupPlan,
        _ wishes: OktaWishes
    ) {
        var policy = ours.json
        var changes = changes
        for readOnly in ["id", "created", "lastUpdated", "_links", "_embedded", "system"] { policy[readOnly] = nil }
        policy["settings"] = settings
        let included = ours.json["conditions"]?["people"]?["groups"]?["include"]?.elements ?? []
        if group.map({ !included.contains(.text($0)) }) ?? true {
            changes.append("for the group \(wishes.group)")
        }
        if !changes.isEmpty {
            plan.steps.append(
                OktaSetupPlan.Step(
                    SetupLine(.repair, "enrolment policy \(wishes.group)", details: changes),
                    change: .replacePolicy(policy)))
        }
        if !ours.isActive {
            plan.steps.append(
                OktaSetupPlan.Step(
                    SetupLine(.repair, "enrolment policy \(wishes.group)", details: ["active: it was switched off"]),
                    change: .activatePolicy))
        }
    }

    private static func rule(_ rules: [OktaObject], _ plan: inout OktaSetupPlan, _ wishes: OktaWishes) {
        func isFit(_ rule: OktaObject) -> Bool {
            let enrols = rule.json["actions"]?["enroll"]?["self"]?.text.map { !$0.hasPrefix("NEVER") } ?? false
            return enrols && (rule.json["conditions"]?["network"]?["connection"]?.text ?? "ANYWHERE") == "ANYWHERE"
        }
        guard !rules.contains(where: { isFit($0) && $0.isActive }) else { return }
        var wanted: JSONValue = [
            "type": "MFA_ENROLL", "name": .text(wishes.group),
            "conditions": ["people": ["users": ["exclude": []]], "network": ["connection": "ANYWHERE"]],
            "actions": ["enroll": ["self": "CHALLENGE"]],
        ]
        let title = "rule \(wishes.group) of the enrolment policy"
        guard let ours = rules.first(where: { $0.name == wishes.group }) else {
            plan.steps.append(
                OktaSetupPlan.Step(
                    SetupLine(.create, "\(title): enrol when challenged, from anywhere"), change: .createRule(wanted)))
            return
        }
        if !isFit(ours) {
            if let people = ours.json["conditions"]?["people"] { wanted["conditions"]?["people"] = people }
            plan.steps.append(
                OktaSetupPlan.Step(
                    SetupLine(
                        .repair, title,
                        details: ["enrol when challenged, from anywhere: else factors are hidden from the service"]),
                    change: .replaceRule(id: ours.id, wanted)))
        }
        if !ours.isActive {
            plan.steps.append(
                OktaSetupPlan.Step(
                    SetupLine(.repair, title, details: ["active: it was switched off"]),
                    change: .activateRule(id: ours.id)))
        }
    }

    private static func order(
        _ ours: OktaObject, _ found: FoundPolicies, _ plan: inout OktaSetupPlan, _ wishes: OktaWishes
    ) {
        guard let place = ours.json["priority"]?.number else { return }
        let earlier = found.policies.filter { policy in
            guard let other = policy.json["priority"]?.number else { return false }
            return policy.isActive && policy.id != ours.id && other < place
        }
        guard !earlier.isEmpty else { return }
        let names = earlier.compactMap(\.name?.shown).joined(separator: ", ")
        plan.byHand.append(
            "the enrolment policy \(wishes.group) comes after \(names): whoever is in both has only the factors of the "
                + "first; move it up under Security, Authenticators, Enrollment")
    }
}

/// What was read of enrolment policies.
struct FoundPolicies: Sendable {
    let engine: OktaEngine
    let policies: [OktaObject]
    /// The rules of ours, if there is one.
    let rules: [OktaObject]
    /// The authenticators that are switched on, by key; nil where that is not known.
    let authenticators: Set<String>?

    /// Finds a policy of this name that people made.
    func policy(named name: String) -> OktaObject? {
        policies.first { $0.name == name && $0.json["system"]?.flag != true }
    }

    /// What everybody has who is in no other policy.
    var defaultSettings: JSONValue? { policies.first { $0.json["system"]?.flag == true }?.json["settings"] }
}

/// What people may enrol.
struct EnrolmentSettings {
    private let found: FoundPolicies

    init(_ found: FoundPolicies) { self.found = found }

    /// Completes a policy's settings so that calls can be verified; what else it has stays.
    ///
    /// - Parameters:
    ///   - current: The settings of our policy; nil while there is none: then those of the default policy, so that
    ///     nobody loses what they had.
    ///   - plan: Takes notes about authenticators that are switched off.
    /// - Returns: The settings, and what was changed in them.
    func completed(_ current: JSONValue?, _ plan: inout OktaSetupPlan) -> (JSONValue, [String]) {
        let base = current ?? found.defaultSettings
        let usesAuthenticators: Bool =
            if let type = base?["type"]?.text { type == "AUTHENTICATORS" } else if base?["factors"] != nil {
                false
            } else {
                base?["authenticators"] != nil || found.engine == .identityEngine
            }
        return usesAuthenticators ? authenticators(base, &plan) : factors(base)
    }

    private func authenticators(_ base: JSONValue?, _ plan: inout OktaSetupPlan) -> (JSONValue, [String]) {
        var entries = base?["authenticators"]?.elements ?? []
        var changes: [String] = []
        for (key, title) in [("okta_verify", "Okta Verify"), ("phone_number", "Phone")] {
            if let active = found.authenticators, !active.contains(key) {
                plan.byHand.append(
                    "the authenticator \(title) is not switched on: Security, Authenticators, Add authenticator; then "
                        + "run this again")
                continue
            }
            let index = entries.firstIndex { $0["key"]?.text == key }
            guard index.map({ Self.isClosed(entries[$0]) }) ?? true else { continue }
            changes.append("\(title): optional")
            if let index {
                entries[index]["enroll"] = ["self": "OPTIONAL"]
            } else {
                entries.append(["key": .text(key), "enroll": ["self": "OPTIONAL"]])
            }
        }
        var settings = base ?? [:]
        settings["type"] = "AUTHENTICATORS"
        settings["authenticators"] = .list(entries)
        return (settings, changes)
    }

    private func factors(_ base: JSONValue?) -> (JSONValue, [String]) {
        var settings = base ?? [:]
        var changes: [String] = []
        let wanted = [
            ("okta_push", "Okta Verify push"), ("okta_otp", "Okta Verify code"), ("okta_sms", "text message"),
        ]
        for (key, title) in wanted {
            var factor = settings["factors"]?[key] ?? [:]
            guard Self.isClosed(factor) else { continue }
            changes.append("\(title): optional")
            factor["enroll"] = ["self": "OPTIONAL"]
            if factor["consent"] == nil { factor["consent"] = ["type": "NONE"] }
            var factors = settings["factors"] ?? [:]
            factors[key] = factor
            settings["factors"] = factors
        }
        return (settings, changes)
    }

    private static func isClosed(_ entry: JSONValue) -> Bool {
        (entry["enroll"]?["self"]?.text ?? "NOT_ALLOWED") == "NOT_ALLOWED"
    }
}
