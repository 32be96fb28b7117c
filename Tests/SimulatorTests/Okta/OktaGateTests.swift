import HTTPTypes
import Testing

@testable import Simulator

@Suite("Okta admits only what the real Okta admits")
struct OktaGateTests {
    @Test(
        "Without the right token nobody learns anything",
        arguments: [
            nil, "", "SSWS", "SSWS wrong", "SSWSwrong", "Bearer 00simulatedOktaApiToken", "00simulatedOktaApiToken",
        ])
    func unauthorized(header: String?) async throws {
        let answer = try await TestOrg().send(.get, "/api/v1/users/nobody", headers: ["Authorization": header])
        #expect(answer.status == 401)
        #expect(answer.code == "E0000011")
    }

    @Test("Every answer tells the rate limit and a request id; errors have an id of their own")
    func headers() async throws {
        let org = TestOrg()
        for path in ["/api/v1/users/\(TestOrg.ada)", "/api/v1/users/nobody", "/api/v1/nothing"] {
            let answer = try await org.send(.get, path)
            let reset = try #require(answer.headers[named: "X-Rate-Limit-Reset"].flatMap { Int($0) })
            #expect(reset == 1_767_225_660)
            #expect(answer.headers[named: "X-Rate-Limit-Limit"] != nil)
            #expect(answer.headers[named: "X-Rate-Limit-Remaining"] != nil)
            #expect(answer.headers[named: "X-Okta-Request-Id"]?.hasPrefix("req") == true)
            if answer.status != 200 { #expect(answer.json["errorId"]?.string?.hasPrefix("oae") == true) }
        }
    }

    @Test("A used-up bucket answers 429 until its minute is over; other buckets go on")
    func rateLimits() async throws {
        let org = TestOrg(OktaOrgSettings(rateLimits: .init(search: 2)))
        let search = "/api/v1/users?search=status%20pr&limit=1"
        #expect(try await org.send(.get, search).headers[named: "X-Rate-Limit-Remaining"] == "1")
        #expect(try await org.send(.get, search).status == 200)
        let refused = try await org.send(.get, search)
        #expect(refused.status == 429)
        #expect(refused.code == "E0000047")
        #expect(refused.headers[named: "X-Rate-Limit-Remaining"] == "0")
        #expect(try await org.send(.get, "/api/v1/users/\(TestOrg.ada)").status == 200)
        org.clock.advance(by: .seconds(60))
        #expect(try await org.send(.get, search).status == 200)
    }

    @Test("A POST that does not say how long it is gets 411")
    func lengthRequired() async throws {
        let answer = try await TestOrg().send(.post, TestOrg.sms)
        #expect(answer.status == 411)
    }

    @Test("A body that is not declared as JSON gets 415, one that is not JSON E0000003")
    func mediaTypes() async throws {
        let org = TestOrg()
        let form = try await org.send(
            .post, TestOrg.sms, body: "passCode=1", headers: ["Content-Type": "application/x-www-form-urlencoded"])
        #expect(form.status == 415)
        let broken = try await org.send(.post, TestOrg.sms, body: "{\"passCode\":")
        #expect(broken.status == 400)
        #expect(broken.code == "E0000003")
    }

    @Test("Requests are logged without headers or bodies, also those that are refused")
    func logs() async throws {
        let org = TestOrg()
        _ = try await org.send(.get, "/api/v1/users?search=status%20pr")
        _ = try await org.send(.post, TestOrg.sms, body: "{\"passCode\":\"123456\"}")
        let records = org.journal.requests(to: .okta)
        #expect(records.map(\.method) == ["GET", "POST"])
        #expect(records.map(\.status) == [200, 403])
        #expect(records[0].query == "search=status%20pr")
        #expect(!"\(records)".contains("123456"))
    }
}
