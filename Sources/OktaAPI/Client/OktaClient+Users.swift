import HTTPTransport

extension OktaClient {
    /// Finds people by a profile attribute.
    ///
    /// Results lag behind what was changed: read what matters again by id.
    ///
    /// - Parameters:
    ///   - attribute: The attribute's name; letters count.
    ///   - value: What it must be; Okta compares without case.
    ///   - limit: How many to find at most, up to 200.
    ///   - deadline: When the answer is of no use any more.
    /// - Returns: People of every status.
    /// - Throws: ``OktaError``.
    public func searchUsers(
        attribute: String, equals value: String, limit: Int, deadline: ContinuousClock.Instant
    ) async throws(OktaError) -> [OktaUser] {
        let search = OktaSearch.profile(attribute, equals: value)
        let request = request("GET", Self.path(of: search, limit: limit), operation: "search")
        return try Self.decode(try await send(request, .interactive, deadline: deadline))
    }

    /// Reads a person as they are now.
    ///
    /// - Parameters:
    ///   - id: Okta's id.
    ///   - isPatient: Whether a job asks that takes its time: callers come first, so that it may have to wait.
    ///   - deadline: When the answer is of no use any more.
    /// - Returns: The person.
    /// - Throws: ``OktaError``.
    public func user(
        id: String, isPatient: Bool = false, deadline: ContinuousClock.Instant
    ) async throws(OktaError) -> OktaUser {
        let request = request("GET", "/api/v1/users/\(PercentEncoding.encode(id))", operation: "user")
        return try Self.decode(try await send(request, isPatient ? .patient : .interactive, deadline: deadline))
    }

    static func path(of search: OktaSearch, limit: Int) -> String {
        "/api/v1/users?search=\(PercentEncoding.encode(search.expression))&limit=\(limit)"
    }
}
