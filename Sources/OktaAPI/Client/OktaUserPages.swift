import HTTPTransport

/// People whom a search finds, a page at a time, so that a large directory is never held as a whole.
public struct OktaUserPages: Sendable {
    private let client: OktaClient
    private var next: OutboundRequest?
    private var pagesLeft = 10_000

    init(client: OktaClient, first: OutboundRequest) {
        self.client = client
        next = first
    }

    /// Brings the next page; callers come first, so that it may have to wait.
    ///
    /// A page that failed may be asked for again.
    ///
    /// - Parameter deadline: When the page is of no use any more.
    /// - Returns: nil after the last page.
    /// - Throws: ``OktaError``; ``OktaError/Code/foreignLink`` when the next page is said to be elsewhere.
    public mutating func next(deadline: ContinuousClock.Instant) async throws(OktaError) -> [OktaUser]? {
        guard let request = next else { return nil }
        guard pagesLeft > 0 else { throw OktaError(.malformedAnswer) }
        let answer = try await client.send(request, .patient, deadline: deadline)
        let users: [OktaUser] = try OktaClient.decode(answer)
        if let link = LinkHeader.next(in: answer.headers) {
            next = try client.request("GET", link: link, operation: "users")
        } else {
            next = nil
        }
        pagesLeft -= 1
        return users
    }
}

extension OktaClient {
    /// Lists all people that a search finds, page by page.
    ///
    /// - Parameters:
    ///   - search: What to look for; results lag behind what was changed.
    ///   - attributes: The profile attributes that Okta sends; nil for all.
    ///   - pageSize: How many a request brings, up to 200.
    /// - Returns: The pages; nothing is sent until the first is asked for.
    public func userPages(
        matching search: OktaSearch, attributes: [String]? = nil, pageSize: Int = 200
    ) -> OktaUserPages {
        var path = "/api/v1/users?search=\(PercentEncoding.encode(search.expression))&limit=\(pageSize)"
        if let attributes {
            path += "&fields=" + PercentEncoding.encode("id,status,profile:(\(attributes.joined(separator: ",")))")
        }
        return OktaUserPages(client: self, first: request("GET", path, operation: "users"))
    }

    /// Reads a person as they are now, for a job that takes its time.
    ///
    /// - Throws: ``OktaError``.
    public func currentUser(id: String, deadline: ContinuousClock.Instant) async throws(OktaError) -> OktaUser {
        let request = request("GET", "/api/v1/users/\(PercentEncoding.encode(id))", operation: "user")
        return try Self.decode(try await send(request, .patient, deadline: deadline))
    }
}
