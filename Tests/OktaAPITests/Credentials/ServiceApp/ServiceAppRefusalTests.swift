import Clocks
import HTTPTransport
import OktaAPI
import Testing

@Suite("What Okta refuses a service app")
struct ServiceAppRefusalTests {
    private func error(token status: Int, _ body: String) async throws -> OktaError? {
        let transport = TokenServer { _, _ in .json(body, status: status) }.transport()
        let client = makeClient(transport, credentials: try makeServiceApp(transport))
        return await #expect(throws: OktaError.self) { try await client.user(id: "u", deadline: soon) }
    }

    @Test(arguments: ["invalid_scope", "consent_required"])
    func `Scopes that were not granted are named, with where to grant them`(code: String) async throws {
        let error = try await error(token: 400, #"{"error":"\#(code)","error_description":"secret words"}"#)
        #expect(error?.code == .forbidden)
        #expect(error?.fate == .unsent)
        #expect(error?.hint == .scopesNotGranted([.readUsers, .manageUsers]))
        let text = error?.description ?? ""
        #expect(text.contains("grant okta.users.read, okta.users.manage to the service app"))
        #expect(!text.contains("secret"))
    }

    @Test
    func `A key or client that Okta does not know is told with what to check`() async throws {
        let error = try await error(token: 401, #"{"error":"invalid_client"}"#)
        #expect(error?.code == .unauthorized)
        #expect(error?.description.contains("OKTA_KEY_ID") == true)
    }

    @Test
    func `A token whose scopes do not suffice is told with the scopes that would`() async throws {
        let transport = TokenServer().transport { _ throws(TransportError) in
            .json(
                #"{"errorCode":"E0000022"}"#, status: 403,
                headers: [
                    (
                        "WWW-Authenticate",
                        #"Bearer authorization_uri="x", realm="y", scope="okta.users.manage", "#
                            + #"error="insufficient_scope", error_description="no, that is: not so", resource="/api""#
                    )
                ])
        }
        let client = makeClient(transport, credentials: try makeServiceApp(transport))
        let error = await #expect(throws: OktaError.self) { try await client.user(id: "u", deadline: soon) }
        #expect(error?.code == .forbidden)
        #expect(error?.hint == .scopeMissing(["okta.users.manage"]))
        #expect(error?.description.contains("one of okta.users.manage") == true)
    }

    @Test
    func `A missing role is told`() async throws {
        let transport = TokenServer().transport { _ throws(TransportError) in
            .json(#"{"errorCode":"E0000006"}"#, status: 403)
        }
        let client = makeClient(transport, credentials: try makeServiceApp(transport))
        let error = await #expect(throws: OktaError.self) { try await client.user(id: "u", deadline: soon) }
        #expect(error?.hint == .roleMissing)
        #expect(error?.description.contains("administrator role") == true)
    }

    @Test
    func `A refusal is believed for two seconds, so that callers do not ask again each`() async throws {
        let clock = HandClock()
        let server = TokenServer { _, _ in .json(#"{"error":"invalid_client"}"#, status: 401) }
        let transport = server.transport()
        let client = makeClient(transport, credentials: try makeServiceApp(transport, clock: clock), clock: clock)
        for _ in 0..<3 {
            await #expect(throws: OktaError.self) { try await client.user(id: "u", deadline: soon) }
        }
        #expect(server.tokenRequests.count == 1)
        try await clock.timing.pause(.seconds(2))
        await #expect(throws: OktaError.self) { try await client.user(id: "u", deadline: soon) }
        #expect(server.tokenRequests.count == 2)
    }

    @Test
    func `A server that fails is asked once more, with a new assertion`() async throws {
        let server = TokenServer { _, count in
            count == 0 ? .json("", status: 502) : TokenServer.token("token1")
        }
        let transport = server.transport()
        let client = makeClient(transport, credentials: try makeServiceApp(transport))
        _ = try await client.user(id: "u", deadline: soon)
        let ids = server.tokenRequests.map { TakenApart(fields($0.body)["client_assertion"])?.claims["jti"] as? String }
        #expect(ids == ["id1", "id2"])
    }

    @Test(
        arguments: [
            "", "{}", #"{"access_token":"a b","token_type":"Bearer"}"#, #"{"access_token":"","token_type":"Bearer"}"#,
            #"{"access_token":"t","token_type":"MAC"}"#, #"{"access_token":"t\r\nX: y","token_type":"Bearer"}"#,
        ])
    func `An answer that is no token is none`(body: String) async throws {
        #expect(try await error(token: 200, body)?.code == .malformedAnswer)
    }
}
