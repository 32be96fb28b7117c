import HTTPTransport
import JSON

extension OktaClient {
    /// Changes some attributes of a person's profile and leaves the others
    /// (https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/#tag/User/operation/updateUser).
    ///
    /// Doing it again changes nothing, so that it is repeated as a read would be. The scope is `okta.users.manage`.
    ///
    /// - Parameters:
    ///   - id: Okta's id of the person.
    ///   - attributes: The new values by name; nil clears one.
    ///   - deadline: When it is no use any more.
    /// - Returns: The person as they are now.
    /// - Throws: ``OktaError``.
    @discardableResult
    public func updateProfile(
        of id: String, setting attributes: [String: String?], deadline: ContinuousClock.Instant
    ) async throws(OktaError) -> OktaUser {
        let profile = attributes.mapValues { $0.map(JSONValue.text) ?? .null }
        var request = request("POST", "/api/v1/users/\(PercentEncoding.encode(id))", operation: "update-user")
        request.body = JSONValue.object(["profile": .object(profile)]).bytes
        request.headers["Content-Type"] = "application/json"
        return try Self.decode(try await send(request, .patient, deadline: deadline))
    }
}
