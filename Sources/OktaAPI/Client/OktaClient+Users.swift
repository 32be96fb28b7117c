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

    /// Reads a person.
    ///
    /// - Throws: ``OktaError``.
    public func user(id: String, deadline: ContinuousClock.Instant) async throws(OktaError) -> OktaUser {
        let request = request("GET", "/api/v1/users/\(PercentEncoding.encode(id))", operation: "user")
        return try Self.decode(try await send(request, .interactive, deadline: deadline))
    }

    /// Lists all people that a search finds, page by page; callers come first, so that it may have to wait.
    ///
    /// - Parameters:
    ///   - search: What to look for.
    ///   - pageSize: How many a request brings, up to 200.
    ///   - maximumPages: How many pages make sense; a list that goes on is an error, not a shorter list.
    ///   - deadline: When all of it is of no use any more.
    /// - Returns: All of them.
    /// - Throws: ``OktaError``; ``OktaError/Code/foreignLink`` when the next page is said to be elsewhere.
    public func users(
        matching search: OktaSearch, pageSize: Int = 200, maximumPages: Int = 1000, deadline: ContinuousClock.Instant
    ) async throws(OktaError) -> [OktaUser] {
        var users: [OktaUser] = []
        var request = request("GET", Self.path(of: search, limit: pageSize), operation: "users")
        for _ in 0..<maximumPages {
            let answer = try await send(request, .patient, deadline: deadline)
            users += try Self.decode(answer) as [OktaUser]
            guard let next = LinkHeader.next(in: answer.headers) else { return users }
            request = try self.request("GET", link: next, operation: "users")
        }
        throw OktaError(.malformedAnswer)
    }

    private static func path(of search: OktaSearch, limit: Int) -> String {
        "/api/v1/users?search=\(PercentEncoding.encode(search.expression))&limit=\(limit)"
    }
}
