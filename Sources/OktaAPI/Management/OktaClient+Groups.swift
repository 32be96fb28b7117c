import HTTPTransport
import JSON

extension OktaClient {
    /// Finds the organisation's own groups of a name; letters count.
    ///
    /// - Throws: ``OktaError``.
    public func groups(named name: String, deadline: ContinuousClock.Instant) async throws(OktaError) -> [OktaObject] {
        // `q` finds what begins so, and at once, where `search` lags behind.
        let path = "/api/v1/groups?q=\(PercentEncoding.encode(name))"
        return try await list(path, operation: "groups", deadline: deadline).filter {
            $0.json["profile"]?["name"]?.text == name && ($0.json["type"]?.text ?? "OKTA_GROUP") == "OKTA_GROUP"
        }
    }

    /// Makes a group.
    ///
    /// - Throws: ``OktaError``.
    public func createGroup(
        name: String, description: String, deadline: ContinuousClock.Instant
    ) async throws(OktaError) -> OktaObject {
        let profile: JSONValue = ["name": .text(name), "description": .text(description)]
        let answer = try await manage(
            "POST", "/api/v1/groups", ["profile": profile], operation: "groups", deadline: deadline)
        return try Self.decode(answer)
    }
}
