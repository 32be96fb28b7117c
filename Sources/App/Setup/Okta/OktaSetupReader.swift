import JSON
import OktaAPI

/// Why the other side could not be read or changed.
public struct SetupFailure: Error, Sendable, CustomStringConvertible {
    /// What was asked for.
    public let what: String
    /// What Okta said.
    let error: OktaError

    /// One line for the terminal of whoever sets it up, with Okta's own words where there are any.
    public var description: String {
        let words = error.explanation.map { " (Okta says: \($0.shown))" } ?? ""
        return "\(what): \(error)\(words)"
    }
}

/// Reads what there is in the organisation.
struct OktaSetupReader: Sendable {
    let okta: OktaClient
    let patience: Duration

    init(_ okta: OktaClient, patience: Duration = .seconds(60)) {
        self.okta = okta
        self.patience = patience
    }

    func engine() async throws(SetupFailure) -> OktaEngine {
        try await read("the organisation (/.well-known/okta-organization)") { deadline throws(OktaError) in
            try await okta.engine(deadline: deadline)
        }
    }

    func schema() async throws(SetupFailure) -> OktaUserSchema {
        try await read("the user schema") { deadline throws(OktaError) in
            try await okta.userSchema(deadline: deadline)
        }
    }

    func groups(named name: String) async throws(SetupFailure) -> [OktaObject] {
        try await read("the groups") { deadline throws(OktaError) in
            try await okta.groups(named: name, deadline: deadline)
        }
    }

    func telephonyHooks() async throws(SetupFailure) -> [OktaObject] {
        try await read("the inline hooks") { deadline throws(OktaError) in
            try await okta.telephonyHooks(deadline: deadline)
        }
    }

    func eventHooks() async throws(SetupFailure) -> [OktaObject] {
        try await read("the event hooks") { deadline throws(OktaError) in
            try await okta.eventHooks(deadline: deadline)
        }
    }

    func policies(named name: String) async throws(SetupFailure) -> FoundPolicies {
        let engine = try await engine()
        let policies = try await read("the enrolment policies") { deadline throws(OktaError) in
            try await okta.enrolmentPolicies(deadline: deadline)
        }
        let active = engine == .identityEngine ? try await authenticators() : nil
        let found = FoundPolicies(engine: engine, policies: policies, rules: [], authenticators: active)
        guard let ours = found.policy(named: name) else { return found }
        let rules = try await read("the rules of the enrolment policy") { deadline throws(OktaError) in
            try await okta.rules(ofPolicy: ours.id, deadline: deadline)
        }
        return FoundPolicies(engine: engine, policies: policies, rules: rules, authenticators: active)
    }

    /// Reads which authenticators are switched on; nil where an organisation does not tell.
    private func authenticators() async throws(SetupFailure) -> Set<String>? {
        do {
            let all = try await read("the authenticators") { deadline throws(OktaError) in
                try await okta.authenticators(deadline: deadline)
            }
            return Set(all.filter(\.isActive).compactMap { $0.json["key"]?.text })
        } catch {
            guard error.error.code == .notFound else { throw error }
            return nil
        }
    }

    private func read<Value: Sendable>(
        _ what: String, _ body: (ContinuousClock.Instant) async throws(OktaError) -> Value
    ) async throws(SetupFailure) -> Value {
        do {
            return try await body(.now + patience)
        } catch {
            throw SetupFailure(what: what, error: error)
        }
    }
}
