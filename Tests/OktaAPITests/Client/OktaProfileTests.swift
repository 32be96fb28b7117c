import HTTPTransport
import OktaAPI
import Testing

@Suite struct OktaProfileTests {
    @Test func `Some attributes are changed, one is cleared, the rest is not named`() async throws {
        let transport = ScriptedTransport { _ in
            .json(#"{"id":"00u1","status":"ACTIVE","profile":{"mobilePhone":"+15551234567"}}"#)
        }
        let user = try await makeClient(transport).updateProfile(
            of: "00u1", setting: ["primaryPhone": nil, "mobilePhone": "+15551234567"], deadline: soon)
        #expect(user.profileText("mobilePhone") == "+15551234567")
        #expect(
            transport.requests == [
                OutboundRequest(
                    method: "POST", url: organisation + "/api/v1/users/00u1",
                    headers: usualHeaders([("Content-Type", "application/json")]),
                    body: Array(#"{"profile":{"mobilePhone":"+15551234567","primaryPhone":null}}"#.utf8),
                    upstream: "okta", operation: "update-user")
            ])
    }

    @Test func `Pages bring only what is asked for, and are asked for again after a failure`() async throws {
        let next = organisation + "/api/v1/users?after=00u1&limit=200"
        let transport = ScriptedTransport(answers: [
            .success(.json(#"[{"id":"00u1"}]"#, headers: [("Link", "<\(next)>; rel=\"next\"")])),
            .success(.json("{}", status: 403)), .success(.json(#"[{"id":"00u2"}]"#)),
        ])
        var pages = makeClient(transport).userPages(matching: .status("ACTIVE"), attributes: ["login", "mobilePhone"])
        #expect(try await pages.next(deadline: soon)?.map(\.id) == ["00u1"])
        await #expect(throws: OktaError.self) { try await pages.next(deadline: soon) }
        #expect(try await pages.next(deadline: soon)?.map(\.id) == ["00u2"])
        #expect(try await pages.next(deadline: soon) == nil)
        #expect(
            transport.requests.map(\.url) == [
                organisation + "/api/v1/users?search=status%20eq%20%22ACTIVE%22&limit=200"
                    + "&fields=id%2Cstatus%2Cprofile%3A%28login%2CmobilePhone%29",
                next, next,
            ])
    }

    @Test func `Who is not active is found by every other status`() {
        #expect(
            OktaSearch.inactive.expression.hasPrefix(#"status eq "DEPROVISIONED" or status eq "SUSPENDED" or "#))
        #expect(!OktaSearch.inactive.expression.contains(#""ACTIVE""#))
    }
}
