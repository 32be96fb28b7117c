import Clocks
import HTTPTransport
import Testing

@testable import OktaAPI

@Suite("Lists that come in pages")
struct OktaPagesTests {
    private let search = OktaSearch.profile("city", equals: "Köln")

    /// Reads all pages, up to the last one or an error.
    private func all(_ pages: OktaUserPages) async throws(OktaError) -> [OktaUser] {
        var (pages, users) = (pages, [OktaUser]())
        while let page = try await pages.next(deadline: soon) { users += page }
        return users
    }

    private func page(_ ids: [String], next: String?) -> Result<OutboundResponse, TransportError> {
        let body = "[\(ids.map { #"{"id":"\#($0)"}"# }.joined(separator: ","))]"
        var headers = [("link", "<\(organisation)/api/v1/users?limit=2>; rel=\"self\"")]
        if let next { headers.append(("link", "<\(next)>; rel=\"next\"")) }
        return .success(.json(body, headers: headers))
    }

    @Test("Pages are followed until there is no next one")
    func pages() async throws {
        let next = organisation + "/api/v1/users?after=00u2&limit=2"
        let transport = ScriptedTransport(answers: [page(["a", "b"], next: next), page(["c"], next: nil)])
        let users = try await all(makeClient(transport).userPages(matching: search, pageSize: 2))
        #expect(users.map(\.id) == ["a", "b", "c"])
        #expect(
            transport.requests.map(\.url) == [
                organisation
                    + "/api/v1/users?search=profile.city%20eq%20%22K%C3%B6ln%22&limit=2",
                next,
            ])
        #expect(transport.requests.allSatisfy { $0.headers == usualHeaders() })
    }

    @Test("A next page elsewhere is not asked for")
    func foreign() async {
        let transport = ScriptedTransport(answers: [page(["a"], next: "https://evil.example/users")])
        let error = await #expect(throws: OktaError.self) {
            _ = try await all(makeClient(transport).userPages(matching: search))
        }
        #expect(error?.code == .foreignLink)
        #expect(transport.requests.count == 1)
    }

    @Test("A list that does not end is an error")
    func endless() async {
        let next = organisation + "/api/v1/users?after=x"
        let transport = ScriptedTransport { [page = page(["a"], next: next)] _ throws(TransportError) in try page.get()
        }
        let client = makeClient(transport)
        let first = client.request("GET", "/api/v1/users", operation: "users")
        let error = await #expect(throws: OktaError.self) {
            _ = try await all(OktaUserPages(client: client, first: first, maximumPages: 7))
        }
        #expect(error?.code == .malformedAnswer)
        #expect(transport.requests.count == 7)
    }

    @Test("A long job waits for its turn and goes on")
    func patient() async throws {
        let clock = HandClock()
        let refused = OutboundResponse.json("", status: 429, headers: [("Retry-After", "40")])
        let transport = ScriptedTransport(answers: [.success(refused), page(["a"], next: nil)])
        let users = try await all(makeClient(transport, clock: clock).userPages(matching: search))
        #expect(users.count == 1)
        #expect(clock.pauses == [.seconds(40)])
    }

    @Test(
        "The link to the next page is found among others",
        arguments: [
            ([#"<https://a/1>; rel="self", <https://a/2>; rel="next""#], "https://a/2"),
            ([#"<https://a/2>; rel="next", <https://a/1>; rel="self""#], "https://a/2"),
            ([#"<https://a/2,3>; title="x"; rel=next"#], "https://a/2,3"),
            ([#"<https://a/1>; rel="self""#, #"<https://a/2>;rel="NEXT""#], "https://a/2"),
            ([#"<https://a/1>; rel="self""#], nil), ([], nil), (["rel=next"], nil), (["<https://a/1"], nil),
            ([""], nil),
            ([#"<https://a/1>; rel="nextish""#], nil),
        ] as [([String], String?)])
    func link(headers: [String], expected: String?) {
        #expect(LinkHeader.next(in: OutboundHeaders(headers.map { ("Link", $0) })) == expected)
    }
}
