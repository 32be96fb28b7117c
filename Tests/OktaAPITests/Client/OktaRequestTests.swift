import Foundation
import HTTPTransport
import OktaAPI
import Testing

@Suite("Requests to Okta")
struct OktaRequestTests {
    @Test("A number is searched as a JSON literal, percent-encoded, two at most")
    func search() async throws {
        let transport = ScriptedTransport { _ in .json("[]") }
        let users = try await makeClient(transport).searchUsers(
            attribute: "ivrPhone", equals: "+15551230001", limit: 2, deadline: soon)
        #expect(users.isEmpty)
        #expect(
            transport.requests == [
                OutboundRequest(
                    method: "GET",
                    url: organisation
                        + "/api/v1/users?search=profile.ivrPhone%20eq%20%22%2B15551230001%22&limit=2",
                    headers: usualHeaders(), upstream: "okta", operation: "search")
            ])
    }

    @Test(
        "A hostile value cannot leave its literal",
        arguments: [
            (#"" or status pr"#, "%22%5C%22%20or%20status%20pr%22"), (#"\" or"#, "%22%5C%5C%5C%22%20or%22"),
            ("\n&limit=200#", "%22%5Cn%26limit%3D200%23%22"), ("", "%22%22"), ("a/b", "%22a%2Fb%22"),
        ])
    func injection(value: String, literal: String) async throws {
        let transport = ScriptedTransport { _ in .json("[]") }
        _ = try await makeClient(transport).searchUsers(attribute: "ivrPhone", equals: value, limit: 2, deadline: soon)
        #expect(transport.requests[0].url.hasSuffix("profile.ivrPhone%20eq%20\(literal)&limit=2"))
    }

    @Test("A person and their factors are read by id, which stays within its segment")
    func byID() async throws {
        let transport = ScriptedTransport { request in
            request.operation == "user" ? .json(#"{"id":"u"}"#) : .json("[]")
        }
        _ = try await makeClient(transport).user(id: "../a b", deadline: soon)
        _ = try await makeClient(transport).factors(of: "00u1/x?", deadline: soon)
        #expect(
            transport.requests.map(\.url) == [
                organisation + "/api/v1/users/..%2Fa%20b", organisation + "/api/v1/users/00u1%2Fx%3F/factors",
            ])
        #expect(transport.requests.map(\.operation) == ["user", "factors"])
        #expect(transport.requests.allSatisfy { $0.headers == usualHeaders() && $0.body == nil })
    }

    @Test(
        "A text is asked for with an empty object, in the caller's language",
        arguments: [("es-US", "es"), ("de", "de"), ("fr_CA", "fr")])
    func sms(language: String, header: String) async throws {
        let transport = ScriptedTransport { _ in .json(#"{"factorResult":"CHALLENGE"}"#) }
        let answer = try await makeClient(transport).sendChallenge(
            user: "00u1", factor: "sms1", language: language, deadline: soon)
        #expect(answer.factorResult == .challenge)
        #expect(
            transport.requests == [
                OutboundRequest(
                    method: "POST", url: organisation + "/api/v1/users/00u1/factors/sms1/verify",
                    headers: usualHeaders([("Content-Type", "application/json"), ("Accept-Language", header)]),
                    body: Array("{}".utf8), upstream: "okta", operation: "challenge")
            ])
    }

    @Test("A push asks for the number challenge, or has no body at all", arguments: [true, false])
    func push(withNumber: Bool) async throws {
        let transport = ScriptedTransport { _ in .json(#"{"factorResult":"WAITING"}"#, status: 201) }
        _ = try await makeClient(transport).sendPush(
            user: "u", factor: "f", numberChallenge: withNumber, deadline: soon)
        #expect(
            transport.requests == [
                OutboundRequest(
                    method: "POST", url: organisation + "/api/v1/users/u/factors/f/verify",
                    headers: usualHeaders(withNumber ? [("Content-Type", "application/json")] : []),
                    body: withNumber ? Array(#"{"useNumberMatchingChallenge":true}"#.utf8) : nil, upstream: "okta",
                    operation: "push")
            ])
    }

    @Test(
        "A code is sent as it was entered",
        arguments: [("123456", #"{"passCode":"123456"}"#), (#"1"2"#, #"{"passCode":"1\"2"}"#)])
    func code(entered: String, body: String) async throws {
        let transport = ScriptedTransport { _ in .json(#"{"factorResult":"SUCCESS"}"#) }
        let answer = try await makeClient(transport).verify(user: "u", factor: "f", passCode: entered, deadline: soon)
        #expect(answer.factorResult == .success)
        #expect(transport.requests[0].body.map { String(decoding: $0, as: UTF8.self) } == body)
    }

    @Test("An empty code is never sent: Okta would text a new one")
    func emptyCode() async {
        let transport = ScriptedTransport { _ in .json("{}") }
        let error = await #expect(throws: OktaError.self) {
            try await makeClient(transport).verify(user: "u", factor: "f", passCode: "", deadline: soon)
        }
        #expect(error?.fate == .unsent)
        #expect(transport.requests.isEmpty)
    }

    @Test(
        "Only links of the organisation itself are followed",
        arguments: [
            "https://evil.example/api/v1/x", "https://acme.okta.example.evil.example/x", "http://acme.okta.example/x",
            "https://acme.okta.example:444/x", "https://acme.okta.example@evil.example/x", "//evil.example/x", "",
            "https://user@acme.okta.example/x", "https://acme.okta.example\\.evil.example/x", "/api/v1/x",
            "https://acme.okta.example/x\r\nX-Evil: 1", "https://acme.okta.example#@evil.example/\\",
        ])
    func foreignLinks(link: String) async {
        let transport = ScriptedTransport { _ in .json(#"{"factorResult":"SUCCESS"}"#) }
        let poll = await #expect(throws: OktaError.self) {
            try await makeClient(transport).poll(link: link, deadline: soon)
        }
        #expect(poll?.code == .foreignLink)
        #expect(poll?.fate == .unsent)
        await #expect(throws: OktaError.self) { try await makeClient(transport).cancel(link: link, deadline: soon) }
        #expect(transport.requests.isEmpty)
    }

    @Test("A poll and a cancel go where Okta said, letter by letter")
    func ownLinks() async throws {
        let transport = ScriptedTransport { request in
            request.method == "DELETE" ? OutboundResponse(status: 204) : .json(#"{"factorResult":"SUCCESS"}"#)
        }
        let link = "https://ACME.okta.example:443/api/v1/users/u/factors/f/transactions/v2mst.Gld-_?x=1"
        #expect(try await makeClient(transport).poll(link: link, deadline: soon).factorResult == .success)
        try await makeClient(transport).cancel(link: link, deadline: soon)
        #expect(transport.requests.map(\.method) == ["GET", "DELETE"])
        #expect(transport.requests.allSatisfy { $0.url == link && $0.headers == usualHeaders() })
    }

    @Test("Every request has the deadline that it was given")
    func deadlines() async throws {
        let transport = ScriptedTransport { _ in .json(#"{"id":"u"}"#) }
        let deadline = soon
        _ = try await makeClient(transport).user(id: "u", deadline: deadline)
        #expect(transport.deadlines == [deadline])
    }
}
