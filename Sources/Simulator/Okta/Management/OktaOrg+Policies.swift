extension OktaOrg {
    func policies(of type: String?) throws(OktaFailure) -> [OktaPolicy] {
        guard let type, OktaPolicy.types.contains(type) else {
            throw .validation("type", "The 'type' query parameter is required")
        }
        return management.policies.filter { $0.type == type }
    }

    func policy(_ id: String) throws(OktaFailure) -> OktaPolicy {
        guard let policy = management.policies.first(where: { $0.id == id }) else { throw .notFound(id, "Policy") }
        return policy
    }

    /// Makes a policy, or replaces one.
    func putPolicy(_ id: String?, body: JSON, isActive: Bool) throws(OktaFailure) -> OktaPolicy {
        var fields = body.object ?? [:]
        for name in ["id", "status", "system", "_links", "created", "lastUpdated"] { fields[name] = nil }
        try OktaPolicy.check(
            fields, pipeline: settings.pipeline, groups: Set(management.groups.map(\.id)),
            active: Set(management.authenticators.filter(\.isActive).map(\.key)))
        let (type, name) = (fields["type"]?.string, fields["name"]?.string)
        if management.policies.contains(where: { $0.id != id && $0.type == type && $0.name == name }) {
            throw .validation("name", "Policy name already in use")
        }
        guard let id else {
            // A new policy comes before the one that applies in all other situations.
            let place = management.policies.filter { $0.type == type && !$0.isSystem }.count + 1
            fields["priority"] = .integer(place)
            let policy = OktaPolicy(id: freshID("00p"), fields: fields, isActive: isActive)
            management.policies.insert(policy, at: 0)
            return policy
        }
        var policy = try self.policy(id)
        guard policy.type == type else { throw .validation("type", "cannot be changed") }
        policy.fields = policy.fields.merging(fields) { $1 }
        store(policy)
        return policy
    }

    private func store(_ policy: OktaPolicy) {
        guard let place = management.policies.firstIndex(where: { $0.id == policy.id }) else { return }
        management.policies[place] = policy
    }

    func deletePolicy(_ id: String) throws(OktaFailure) {
        guard try !policy(id).isSystem else { throw .noPermission }
        management.policies.removeAll { $0.id == id }
    }

    func setPolicy(_ id: String, isActive: Bool) throws(OktaFailure) {
        var policy = try policy(id)
        guard !policy.isSystem else { throw .noPermission }
        policy.isActive = isActive
        store(policy)
    }

    /// Makes a rule, or replaces one.
    func putRule(_ ruleID: String?, of id: String, body: JSON) throws(OktaFailure) -> JSON {
        var policy = try policy(id)
        var fields = body.object ?? [:]
        for name in ["id", "status", "system", "_links", "created", "lastUpdated"] { fields[name] = nil }
        try policy.checkRule(fields, except: ruleID)
        if let ruleID {
            guard let place = policy.rules.firstIndex(where: { $0.id == ruleID }) else {
                throw .notFound(ruleID, "PolicyRule")
            }
            policy.rules[place].fields.merge(fields) { $1 }
            store(policy)
            return policy.body(of: policy.rules[place])
        }
        fields["priority"] = .integer(policy.rules.count + 1)
        let rule = OktaPolicy.Rule(id: freshID("0pr"), fields: fields)
        policy.rules.append(rule)
        store(policy)
        return policy.body(of: rule)
    }

    func rule(_ ruleID: String, of id: String) throws(OktaFailure) -> JSON {
        let policy = try policy(id)
        guard let rule = policy.rules.first(where: { $0.id == ruleID }) else { throw .notFound(ruleID, "PolicyRule") }
        return policy.body(of: rule)
    }

    func deleteRule(_ ruleID: String, of id: String) throws(OktaFailure) {
        var policy = try policy(id)
        guard let rule = policy.rules.first(where: { $0.id == ruleID }) else { throw .notFound(ruleID, "PolicyRule") }
        guard !rule.isSystem else { throw .noPermission }
        policy.rules.removeAll { $0.id == ruleID }
        store(policy)
    }

    func setRule(_ ruleID: String, of id: String, isActive: Bool) throws(OktaFailure) {
        var policy = try policy(id)
        guard let place = policy.rules.firstIndex(where: { $0.id == ruleID }) else {
            throw .notFound(ruleID, "PolicyRule")
        }
        policy.rules[place].isActive = isActive
        store(policy)
    }

    // MARK: Authenticators and factors

    /// The authenticators of an org on Identity Engine; another one has none.
    func authenticators() throws(OktaFailure) -> [OktaAuthenticator] {
        guard settings.pipeline == .idx else { throw .featureMissing }
        return management.authenticators
    }

    func setAuthenticator(_ id: String, isActive: Bool) throws(OktaFailure) -> OktaAuthenticator {
        guard let place = try authenticators().firstIndex(where: { $0.id == id }) else {
            throw .notFound(id, "Authenticator")
        }
        management.authenticators[place].isActive = isActive
        return management.authenticators[place]
    }

    /// The factors of an org on Classic Engine, by name; another one has none.
    func orgFactors() throws(OktaFailure) -> [(name: String, isActive: Bool)] {
        guard settings.pipeline == .v1 else { throw .featureMissing }
        return management.factors.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    func setOrgFactor(_ name: String, isActive: Bool) throws(OktaFailure) {
        guard try orgFactors().contains(where: { $0.name == name }) else { throw .notFound(name, "OrgFactor") }
        management.factors[name] = isActive
    }
}
