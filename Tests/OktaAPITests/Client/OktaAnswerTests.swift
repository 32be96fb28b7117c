import Foundation
import HTTPTransport
import OktaAPI
import Testing

@Suite("Answers of Okta")
struct OktaAnswerTests {
    private func poll(_ body: String, status: Int = 200) async throws(OktaError) -> OktaVerification {
        try await makeClient(ScriptedTransport { _ in .json(body, status: status) })
            .poll(link: organisation + "/x", deadline: soon)
    }

    @Test(
        "The number to match is found at both places, as a number or a text",
        arguments: [
            (#"{"challenge":{"correctAnswer":72}}"#, 72), (#"{"challenge":{"correctAnswer":"7"}}"#, 7),
            (#"{"factor":{"_embedded":{"challenge":{"correctAnswer":41}}}}"#, 41),
            (#"{"factor":{"_embedded":{"challenge":{"correctAnswer":"41"}}}}"#, 41),
            (#"{"challenge":{"correctAnswer":1},"factor":{"_embedded":{"challenge":{"correctAnswer":2}}}}"#, 1),
            (#"{"challenge":null,"factor":{"_embedded":{"challenge":{"correctAnswer":2}}}}"#, 2),
            (#"{"challenge":{"correctAnswer":-5}}"#, nil), (#"{"challenge":{"correctAnswer":1e300}}"#, nil),
            (#"{"challenge":{"correctAnswer":null}}"#, nil), (#"{"challenge":[]}"#, nil), ("[]", nil), ("null", nil),
            (#"{"factor":5}"#, nil), (#"{"challenge":{"correctAnswer":"seven"}}"#, nil),
        ] as [(String, Int?)])
    func number(embedded: String, expected: Int?) async throws {
        let answer = try await poll(#"{"factorResult":"WAITING","_embedded":\#(embedded)}"#)
        #expect(answer.factorResult == .waiting)
        #expect(answer.correctAnswer == expected)
    }

    @Test("Links and times of a push are read")
    func links() async throws {
        let push = try await poll(
            """
            {"expiresAt":"2026-05-08T10:00:00.000Z","factorResult":"WAITING","unknown":{"a":[1]},
             "_links":{"poll":{"href":"https://a/p","hints":{"allow":["GET"]}},"cancel":{"href":"https://a/c"}}}
            """, status: 201)
        #expect(push.pollLink == "https://a/p")
        #expect(push.cancelLink == "https://a/c")
        #expect(push.expiresAt == Date(timeIntervalSince1970: 1_778_234_400))
    }

    @Test(
        "What is missing or odd is left out",
        arguments: [
            "{}", #"{"poll":null}"#, #"{"poll":[{"href":"https://a/p"}]}"#, #"{"poll":{"name":"x"}}"#, "[]", "5",
        ])
    func oddLinks(links: String) async throws {
        let push = try await poll(#"{"factorResult":"WAITING","_links":\#(links),"expiresAt":5}"#)
        #expect(push.pollLink == nil)
        #expect(push.expiresAt == nil)
    }

    @Test(
        "Results are read as Okta writes them",
        arguments: [
            ("CHALLENGE", OktaVerification.Result.challenge), ("WAITING", .waiting), ("SUCCESS", .success),
            ("REJECTED", .rejected), ("TIMEOUT", .timeout), ("EXPIRED", .expired), ("CANCELLED", .cancelled),
            ("CANCELED", .cancelled), ("FAILED", .failed), ("ERROR", .error), ("PASSCODE_REPLAYED", .passcodeReplayed),
            ("TIME_WINDOW_EXCEEDED", .timeWindowExceeded),
        ])
    func results(text: String, result: OktaVerification.Result) async throws {
        #expect(try await poll(#"{"factorResult":"\#(text)"}"#).factorResult == result)
    }

    @Test("A result that nobody knows is no success", arguments: ["SUCCESSFUL", "success", "", "APPROVED"])
    func unknownResult(text: String) async throws {
        #expect(try await poll(#"{"factorResult":"\#(text)"}"#).factorResult == .other(text))
    }

    @Test(
        "An answer that makes no sense is an error, never a trap",
        arguments: [
            "", "<html>down</html>", #"{"factorRes"#, "[]", "null", #"{"factorResult":5}"#, "{}", "\u{0}",
            String(repeating: "[", count: 100_000), #"{"id":null,"factorResult":null}"#,
        ])
    func nonsense(body: String) async {
        let error = await #expect(throws: OktaError.self) { try await poll(body) }
        #expect(error?.code == .malformedAnswer)
        let client = makeClient(ScriptedTransport { _ in .json(body) })
        await #expect(throws: OktaError.self) { try await client.user(id: "u", deadline: soon) }
    }

    @Test(
        "A text that Okta accepted without an acknowledgement yet counts as sent",
        arguments: ["", "{}", #"{"factorResult":"CHALLENGE"}"#])
    func accepted(body: String) async throws {
        let transport = ScriptedTransport { _ in .json(body, status: 202) }
        let answer = try await makeClient(transport).sendChallenge(
            user: "u", factor: "f", language: "en", deadline: soon)
        #expect(answer.factorResult == .challenge)
    }

    @Test("A code that Okta accepted without an acknowledgement is not right yet")
    func acceptedCode() async throws {
        let transport = ScriptedTransport { _ in .json(#"{"errorCode":"E0000070"}"#, status: 202) }
        let client = makeClient(transport)
        let error = await #expect(throws: OktaError.self) {
            try await client.verify(user: "u", factor: "f", passCode: "123456", deadline: soon)
        }
        #expect(error?.code == .accepted)
        let sent = try await client.sendChallenge(user: "u", factor: "f", language: "en", deadline: soon)
        #expect(sent.factorResult == .challenge)
    }

    @Test("A profile is read whatever its attributes are")
    func profile() async throws {
        let transport = ScriptedTransport { _ in
            .json(
                """
                {"id":"00u1","status":"ACTIVE","profile":{"ivrPhone":"+1555","tags":["a"],"n":1,"none":null,"empty":""}}
                """)
        }
        let user = try await makeClient(transport).user(id: "00u1", deadline: soon)
        #expect(user.profileText("ivrPhone") == "+1555")
        #expect(["tags", "n", "none", "empty", "absent"].allSatisfy { user.profileText($0) == nil })
        #expect("\(user)" == "OktaUser(00u1, ACTIVE)")
    }

    @Test("A person in a list who cannot be read spoils the list: two matches must not look like one")
    func users() async {
        let transport = ScriptedTransport { _ in .json(#"[{"id":"a","status":"ACTIVE"},{"status":"ACTIVE"}]"#) }
        let error = await #expect(throws: OktaError.self) {
            try await makeClient(transport).searchUsers(attribute: "a", equals: "b", limit: 2, deadline: soon)
        }
        #expect(error?.code == .malformedAnswer)
    }

    @Test("Factors are read with what they have, and one that cannot be read is none")
    func factors() async throws {
        let transport = ScriptedTransport { _ in
            .json(
                """
                [{"id":"a","factorType":"sms","provider":"OKTA","status":"ACTIVE","lastUpdated":"2026-01-02T03:04:05.000Z",
                  "profile":{"phoneNumber":"+1-555-415-1337"}},{"factorType":"push"},5,
                 {"id":"b","factorType":7,"profile":[],"lastUpdated":"2026-01-02T03:04:05Z"},
                 {"id":"c","lastUpdated":"yesterday"}]
                """)
        }
        let factors = try await makeClient(transport).factors(of: "u", deadline: soon)
        #expect(factors.map(\.id) == ["a", "b", "c"])
        #expect(factors[0].profilePhoneNumber == "+1-555-415-1337")
        #expect(factors[0].lastUpdated == Date(timeIntervalSince1970: 1_767_323_045))
        #expect(factors[1].factorType.isEmpty)
        #expect(factors[1].lastUpdated == factors[0].lastUpdated)
        #expect(factors[2].lastUpdated == nil)
        #expect(!"\(factors[0])".contains("555"))
    }
}
