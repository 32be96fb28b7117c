import Foundation
import HTTPTransport
import Testing

@testable import OktaAPI

private let org = "https://acme.okta.example"
private var soon: ContinuousClock.Instant { .now + .seconds(5) }

private func client(_ transport: ScriptedTransport, budget: RateLimitBudget = RateLimitBudget()) -> OktaClient {
    OktaClient(
        orgURL: org, credentials: SSWSToken("00secret"), transport: transport, budget: budget, userAgent: "Mozilla/5.0 Test")
}

@Suite("Requests to Okta")
struct OktaRequestTests {
    @Test("A number is searched as a JSON literal, percent-encoded, two at most")
    func search() async throws {
        let transport = ScriptedTransport { _ in .json("[]") }
        _ = try await client(transport).searchUsers(attribute: "ivrPhone", equals: "+15551230001", limit: 2, deadline: soon)
        let request = try #require(transport.requests.first)
        #expect(request.url == org + "/api/v1/users?search=profile.ivrPhone%20eq%20%22%2B15551230001%22&limit=2")
        #expect(request.headers["Authorization"] == "SSWS 00secret")
        #expect(request.headers["User-Agent"] == "Mozilla/5.0 Test")
    }

    @Test("A hostile value cannot leave its literal")
    func injection() async throws {
        let transport = ScriptedTransport { _ in .json("[]") }
        _ = try await client(transport).searchUsers(attribute: "ivrPhone", equals: #"" or status pr or "" eq ""#, limit: 2, deadline: soon)
        #expect(transport.requests[0].url.contains("eq%20%22%5C%22%20or%20status"))
    }

    @Test("A text is asked for with an empty object, in the caller's language")
    func sms() async throws {
        let transport = ScriptedTransport { _ in .json(#"{"factorResult":"CHALLENGE"}"#) }
        let answer = try await client(transport).sendChallenge(user: "00u/1", factor: "sms1", language: "es-US", deadline: soon)
        #expect(answer.factorResult == .challenge)
        let request = transport.requests[0]
        #expect(request.url == org + "/api/v1/users/00u%2F1/factors/sms1/verify")
        #expect(request.body.map { String(decoding: $0, as: UTF8.self) } == "{}")
        #expect(request.headers["Accept-Language"] == "es")
    }

    @Test("A push asks for the number challenge, or has no body at all", arguments: [true, false])
    func push(withNumber: Bool) async throws {
        let transport = ScriptedTransport { _ in .json(#"{"factorResult":"WAITING"}"#, status: 201) }
        _ = try await client(transport).sendPush(user: "u", factor: "f", numberChallenge: withNumber, deadline: soon)
        let body = transport.requests[0].body.map { String(decoding: $0, as: UTF8.self) }
        #expect(body == (withNumber ? #"{"useNumberMatchingChallenge":true}"# : nil))
    }

    @Test("An empty code is never sent: Okta would text a new one")
    func emptyCode() async {
        let transport = ScriptedTransport { _ in .json("{}") }
        await #expect(throws: OktaError.self) { try await client(transport).verify(user: "u", factor: "f", passCode: "", deadline: soon) }
        #expect(transport.requests.isEmpty)
    }

    @Test(
        "Only links of the organisation itself are followed",
        arguments: [
            "https://evil.example/api/v1/x", "https://acme.okta.example.evil.example/x", "http://acme.okta.example/x", "https://acme.okta.example:444/x",
            "https://acme.okta.example@evil.example/x", "//evil.example/x", "", "https://acme.okta.example/../x",
        ])
    func foreignLinks(link: String) async {
        let transport = ScriptedTransport { _ in .json(#"{"factorResult":"SUCCESS"}"#) }
        await #expect { try await client(transport).poll(link: link, deadline: soon) } throws: { ($0 as? OktaError)?.code == .foreignLink }
        await #expect(throws: OktaError.self) { try await client(transport).cancel(link: link, deadline: soon) }
        #expect(transport.requests.isEmpty)
    }

    @Test("A poll and a cancel go where Okta said")
    func ownLinks() async throws {
        let transport = ScriptedTransport { request in request.method == "DELETE" ? .json("") : .json(#"{"factorResult":"SUCCESS"}"#) }
        let link = org + "/api/v1/users/u/factors/f/transactions/v2mst.Gld"
        #expect(try await client(transport).poll(link: link, deadline: soon).factorResult == .success)
        try await client(transport).cancel(link: link, deadline: soon)
        #expect(transport.requests.map(\.method) == ["GET", "DELETE"])
        #expect(transport.requests.allSatisfy { $0.url == link })
    }

    @Test("A verify is never repeated, whatever comes back", arguments: [429, 500, 503, 504])
    func neverTwice(status: Int) async {
        let transport = ScriptedTransport { _ in .json("{}", status: status, headers: [("Retry-After", "0")]) }
        await #expect(throws: OktaError.self) { try await client(transport).sendPush(user: "u", factor: "f", numberChallenge: true, deadline: soon) }
        await #expect(throws: OktaError.self) { try await client(transport).sendChallenge(user: "u", factor: "f", language: "en", deadline: soon) }
        #expect(transport.requests.count == 2)
    }

    @Test("A read is repeated after a short 429 and not after a long one")
    func reads() async throws {
        let short = ScriptedTransport { _ in .json("{}", status: 429, headers: [("Retry-After", "0")]) }
        await #expect(throws: OktaError.self) { try await client(short).user(id: "u", deadline: soon) }
        #expect(short.requests.count == 2)
        let long = ScriptedTransport { _ in .json("{}", status: 429, headers: [("Retry-After", "30")]) }
        await #expect(throws: OktaError.self) { try await client(long).user(id: "u", deadline: soon) }
        #expect(long.requests.count == 1)
    }

    @Test("The wait after a 429 is taken by Okta's own clock")
    func retryAfter() {
        let headers = OutboundHeaders([("X-Rate-Limit-Reset", "1553616414"), ("X-Rate-Limit-Reset", "1553616412"), ("Date", "Tue, 26 Mar 2019 16:06:51 GMT")])
        #expect(OktaClient.retryAfter(headers) == .seconds(2))
    }
}

@Suite("Answers of Okta")
struct OktaAnswerTests {
    @Test(
        "The number to match is found at both places, as a number or a text",
        arguments: [
            (#"{"factorResult":"WAITING","_embedded":{"challenge":{"correctAnswer":72}}}"#, 72),
            (#"{"factorResult":"WAITING","_embedded":{"challenge":{"correctAnswer":"7"}}}"#, 7),
            (#"{"factorResult":"WAITING","_embedded":{"factor":{"_embedded":{"challenge":{"correctAnswer":41}}}}}"#, 41),
            (#"{"factorResult":"WAITING"}"#, nil), (#"{"factorResult":"WAITING","_embedded":{"challenge":{"correctAnswer":-5}}}"#, nil),
            (#"{"factorResult":"WAITING","_embedded":{"challenge":{"correctAnswer":null}}}"#, nil),
        ] as [(String, Int?)])
    func number(body: String, expected: Int?) async throws {
        let transport = ScriptedTransport { _ in .json(body) }
        #expect(try await client(transport).poll(link: org + "/x", deadline: soon).correctAnswer == expected)
    }

    @Test("Links and times of a push are read")
    func links() async throws {
        let transport = ScriptedTransport { _ in
            .json(#"{"expiresAt":"2026-05-08T10:00:00.000Z","factorResult":"WAITING","_links":{"poll":{"href":"\#(org)/p"},"cancel":{"href":"\#(org)/c"}}}"#, status: 201)
        }
        let push = try await client(transport).sendPush(user: "u", factor: "f", numberChallenge: true, deadline: soon)
        #expect(push.pollLink == org + "/p")
        #expect(push.cancelLink == org + "/c")
        #expect(push.expiresAt == Date(timeIntervalSince1970: 1_778_234_400))
    }

    @Test("A result that nobody knows is no success", arguments: ["SUCCESSFUL", "success", "", "APPROVED"])
    func unknownResult(text: String) async throws {
        let transport = ScriptedTransport { _ in .json(#"{"factorResult":"\#(text)"}"#) }
        #expect(try await client(transport).poll(link: org + "/x", deadline: soon).factorResult == .other(text))
    }

    @Test("An answer that makes no sense is an error, never a trap", arguments: ["", "<html>down</html>", #"{"factorRes"#, "[]", "null", #"{"factorResult":5}"#])
    func nonsense(body: String) async {
        let transport = ScriptedTransport { _ in .json(body) }
        await #expect { try await client(transport).poll(link: org + "/x", deadline: soon) } throws: { ($0 as? OktaError)?.code == .malformedAnswer }
        await #expect(throws: OktaError.self) { try await client(transport).user(id: "u", deadline: soon) }
    }

    @Test("A profile is read whatever its attributes are")
    func profile() async throws {
        let transport = ScriptedTransport { _ in
            .json(#"{"id":"00u1","status":"ACTIVE","profile":{"ivrPhone":"+1555","tags":["a"],"n":1,"none":null,"empty":""}}"#)
        }
        let user = try await client(transport).user(id: "00u1", deadline: soon)
        #expect(user.profileText("ivrPhone") == "+1555")
        #expect(user.profileText("tags") == nil && user.profileText("empty") == nil && user.profileText("none") == nil)
    }

    @Test("Factors are read with what they have")
    func factors() async throws {
        let transport = ScriptedTransport { _ in
            .json(#"[{"id":"a","factorType":"sms","provider":"OKTA","status":"ACTIVE","lastUpdated":"2026-01-02T03:04:05.000Z","profile":{"phoneNumber":"+1-555-415-1337"}},{"id":"b"}]"#)
        }
        let factors = try await client(transport).factors(of: "u", deadline: soon)
        #expect(factors[0].profilePhoneNumber == "+1-555-415-1337")
        #expect(factors[0].lastUpdated == Date(timeIntervalSince1970: 1_767_323_045))
        #expect(factors[1].factorType.isEmpty)
    }

    @Test("Every code of the table is read from an answer, and nothing but codes goes into the description", arguments: OktaErrorTable.meanings.keys.sorted())
    func table(code: String) async {
        let transport = ScriptedTransport { _ in
            .json(#"{"errorCode":"\#(code)","errorSummary":"private words","errorId":"oae1"}"#, status: 403, headers: [("X-Okta-Request-Id", "req1")])
        }
        await #expect { try await client(transport).verify(user: "u", factor: "f", passCode: "918273", deadline: soon) } throws: { error in
            guard let error = error as? OktaError else { return false }
            return error.code == OktaErrorTable.meanings[code] && error.oktaCode == code && error.requestID == "req1"
                && !"\(error)".contains("private") && !"\(error)".contains("918273")
        }
    }

    @Test(
        "A code that nobody knows is read by its status",
        arguments: [(401, OktaError.Code.unauthorized), (403, .forbidden), (404, .notFound), (410, .notFound), (423, .userUnusable), (429, .rateLimited), (400, .refusedRequest), (500, .unavailable), (302, .unavailable)])
    func byStatus(status: Int, meaning: OktaError.Code) {
        #expect(OktaErrorTable.meaning(of: "E9999999", status: status) == meaning)
        #expect(OktaErrorTable.meaning(of: nil, status: status) == meaning)
    }
}

@Suite("The rate-limit budget")
struct RateLimitBudgetTests {
    private static let time = Date(timeIntervalSince1970: 1_000_000)

    private func budget(limit: Int, remaining: Int, resetIn: Int, ceiling: Int? = nil) async -> RateLimitBudget {
        let budget = RateLimitBudget(requestsPerMinute: ceiling) { Self.time }
        await budget.record(
            OutboundHeaders([("X-Rate-Limit-Limit", "\(limit)"), ("X-Rate-Limit-Remaining", "\(remaining)"), ("X-Rate-Limit-Reset", "\(1_000_000 + resetIn)")]),
            bucket: RateLimitBudget.polls)
        return budget
    }

    @Test("With plenty left a poll comes at its interval")
    func plenty() async {
        #expect(await budget(limit: 600, remaining: 590, resetIn: 30).pollDelay(watching: 5, interval: .seconds(2)) == .seconds(2))
        #expect(await RateLimitBudget().pollDelay(watching: 5, interval: .seconds(0.5)) == .seconds(0.5))
    }

    @Test("All polls together leave half of the limit to callers")
    func shared() async {
        // 300 of 600 may go to polls in the 30 seconds left; 290 are left of those.
        let delay = await budget(limit: 600, remaining: 590, resetIn: 30).pollDelay(watching: 100, interval: .seconds(2))
        #expect(abs(delay / .seconds(1) - 100 * 30 / 290) < 0.01)
    }

    @Test("When half is used polls wait for the next window")
    func exhausted() async {
        #expect(await budget(limit: 600, remaining: 300, resetIn: 9).pollDelay(watching: 1, interval: .seconds(2)) == .seconds(10))
        #expect(await budget(limit: 0, remaining: 0, resetIn: 3).pollDelay(watching: 1, interval: .seconds(2)) == .seconds(4))
    }

    @Test("Our own ceiling leaves half to callers, too")
    func ceiling() async {
        let budget = RateLimitBudget(requestsPerMinute: 60) { Self.time }
        #expect(await budget.pollDelay(watching: 2, interval: .seconds(1)) == .seconds(4))
        for _ in 0..<30 { #expect(await budget.take(isBackground: true)) }
        #expect(await !budget.take(isBackground: true))
        for _ in 0..<30 { #expect(await budget.take(isBackground: false)) }
        #expect(await !budget.take(isBackground: false))
    }

    @Test("Paths count towards their group", arguments: [("/api/v1/users?search=x", "users"), ("/api/v1/users/u", "user"), ("/api/v1/users/u/factors", "factors"), ("/api/v1/users/u/factors/f/transactions/t", "factors")])
    func buckets(path: String, bucket: String) {
        #expect(RateLimitBudget.bucket(method: "GET", path: path) == bucket)
    }
}
