import HTTPTransport

/// People whom a search finds, a page at a time, so that a large directory is never held as a whole.
public struct OktaUserPages: Sendable {
    private let client: OktaClient
    private var next: OutboundRequest?
    /// A list that goes on after as many is an error, not a shorter list.
    private var pagesLeft: Int

    init(client: OktaClient, first: OutboundRequest, maximumPages: Int = 10_000) {
        self.client = client
        next = first
        pagesLeft = maximumPages
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
        var path = Self.path(of: search, limit: pageSize)
        if let attributes {
            path += "&fields=" + PercentEncoding.encode("id,status,profile:(\(attributes.joined(separator: ",")))")
        }
        return OktaUserPages(client: self, first: request("GET", path, operation: "users"))
    }
}
