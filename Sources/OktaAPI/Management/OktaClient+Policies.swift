import HTTPTransport
public import JSON

extension OktaClient {
    /// Lists the enrolment policies, in the order in which they count.
    ///
    /// - Throws: ``OktaError``.
    public func enrolmentPolicies(deadline: ContinuousClock.Instant) async throws(OktaError) -> [OktaObject] {
        try await list("/api/v1/policies?type=MFA_ENROLL", operation: "policies", deadline: deadline)
    }

    /// Makes a policy, active.
    ///
    /// - Throws: ``OktaError``.
    public func createPolicy(
        _ policy: JSONValue, deadline: ContinuousClock.Instant
    ) async throws(OktaError) -> OktaObject {
        let answer = try await manage(
            "POST", "/api/v1/policies?activate=true", policy, operation: "policies", deadline: deadline)
        return try Self.decode(answer)
    }

    /// Writes a policy anew.
    ///
    /// - Throws: ``OktaError``.
    public func replacePolicy(
        id: String, with policy: JSONValue, deadline: ContinuousClock.Instant
    ) async throws(OktaError) {
        let path = "/api/v1/policies/\(PercentEncoding.encode(id))"
        _ = try await manage("PUT", path, policy, operation: "policies", deadline: deadline)
    }

    /// Makes a policy active.
    ///
    /// - Throws: ``OktaError``.
    public func activatePolicy(id: String, deadline: ContinuousClock.Instant) async throws(OktaError) {
        let path = "/api/v1/policies/\(PercentEncoding.encode(id))/lifecycle/activate"
        _ = try await manage("POST", path, operation: "policies", deadline: deadline)
    }

    /// Lists the rules of a policy.
    ///
    /// - Throws: ``OktaError``.
    public func rules(
        ofPolicy id: String, deadline: ContinuousClock.Instant
    ) async throws(OktaError) -> [OktaObject] {
        let path = "/api/v1/policies/\(PercentEncoding.encode(id))/rules"
        return try await list(path, operation: "policies", deadline: deadline)
    }

    /// Adds a rule to a policy, active.
    ///
    /// - Throws: ``OktaError``.
    public func createRule(
        ofPolicy id: String, _ rule: JSONValue, deadline: ContinuousClock.Instant
    ) async throws(OktaError) -> OktaObject {
        let path = "/api/v1/policies/\(PercentEncoding.encode(id))/rules?activate=true"
        let answer = try await manage("POST", path, rule, operation: "policies", deadline: deadline)
        return try Self.decode(answer)
    }

    /// Writes a rule anew.
    ///
    /// - Throws: ``OktaError``.
    public func replaceRule(
        id: String, ofPolicy policy: String, with rule: JSONValue, deadline: ContinuousClock.Instant
    ) async throws(OktaError) {
        let path = "/api/v1/policies/\(PercentEncoding.encode(policy))/rules/\(PercentEncoding.encode(id))"
        _ = try await manage("PUT", path, rule, operation: "policies", deadline: deadline)
    }

    /// Makes a rule active.
    ///
    /// - Throws: ``OktaError``.
    public func activateRule(
        id: String, ofPolicy policy: String, deadline: ContinuousClock.Instant
    ) async throws(OktaError) {
        let rule = "/api/v1/policies/\(PercentEncoding.encode(policy))/rules/\(PercentEncoding.encode(id))"
        _ = try await manage("POST", rule + "/lifecycle/activate", operation: "policies", deadline: deadline)
    }
}
