import HTTPTypes
import Testing

@testable import Simulator

@Suite("Okta's users are found as the real Okta finds them")
struct OktaUsersTests {
    @Test(
        "A search finds who matches, and nobody by a number whose plus sign became a blank",
        arguments: [
            ("profile.ivrPhone%20eq%20%22%2B15550100001%22", ["ada.lovell@example.com"]),
            ("profile.ivrPhone+eq+%22%2B15550100001%22", ["ada.lovell@example.com"]),
            ("profile.ivrPhone%20eq%20%22+15550100001%22", []),
            ("profile.ivrPhone%20eq%20%22%2B15550100007%22", ["gus.keller@example.com", "gwen.keller@example.com"]),
            ("profile.ivrPhone%20EQ%20%22%2B15550100006%22", ["fay.brandt@example.com"]),
            ("profile.ivrPhone%20eq%20%22%2B15550100006%22%20and%20status%20eq%20%22ACTIVE%22", []),
            ("profile.login%20eq%20%22ADA.lovell@example.com%22", ["ada.lovell@example.com"]),
            ("profile.firstName%20sw%20%22g%22", ["gus.keller@example.com", "gwen.keller@example.com"]),
            (
                "profile.firstName%20eq%20%22Eli%22%20or%20id%20eq%20%2200usim00000000000001%22",
                ["ada.lovell@example.com", "eli.novak@example.com"]
            ),
            ("profile.firstName%20eq%20%22%5Cu0041da%22", ["ada.lovell@example.com"]),
        ])
    func searches(search: String, logins: [String]) async throws {
        let answer = try await TestOrg().send(.get, "/api/v1/users?search=\(search)&limit=2")
        #expect(answer.status == 200)
        #expect(answer.json.array?.compactMap { $0["profile"]?["login"]?.string } == logins)
    }

    @Test(
        "A search that Okta would not understand is refused with E0000031",
        arguments: [
            "", "profile.ivrPhone", "profile.ivrPhone%20eq", "profile.ivrPhone%20eq%20x",
            "profile.ivrPhone%20eq%20%22x",
            "profile.ivrPhone%20eq%20%22a%22b%22", "profile.ivrphone%20eq%20%22x%22", "name%20eq%20%22x%22",
            "profile.ivrPhone%20ne%20%22x%22", "profile.ivrPhone%20eq%20%22%5Cx%22", "profile.ivrPhone%20eq%20'x'",
            "profile.ivrPhone%20eq%20%22x%22%20nor%20status%20pr", "status%20pr%20and", "%ZZ",
            "profile.ivrPhone%20eq%20%22%22%20or%20status%20pr%22",
        ])
    func refuses(search: String) async throws {
        let answer = try await TestOrg().send(.get, "/api/v1/users?search=\(search)")
        #expect(answer.status == 400)
        #expect(answer.code == "E0000031")
    }

    @Test("Pages are linked until the last one")
    func pages() async throws {
        let org = TestOrg()
        var path: String? = "/api/v1/users?limit=4"
        var sizes: [Int] = []
        while let next = path {
            let answer = try await org.send(.get, next)
            sizes.append(answer.json.array?.count ?? 0)
            let links = answer.headers.filter { $0.name.canonicalName == "link" }.map(\.value)
            #expect(links.contains { $0.hasSuffix("rel=\"self\"") })
            path = links.first { $0.hasSuffix("rel=\"next\"") }?
                .firstMatch(of: /<https:\/\/simulated.okta.example(.*)>/).map { String($0.1) }
        }
        #expect(sizes == [4, 4, 3])
    }

    @Test("A user is read by identifier or login")
    func reads() async throws {
        let org = TestOrg()
        for name in [TestOrg.ada, "ada.lovell@example.com", "ada.lovell%40example.com"] {
            let answer = try await org.send(.get, "/api/v1/users/\(name)")
            #expect(answer.json["profile"]?["ivrPhone"] == "+15550100001")
            #expect(answer.json["status"] == "ACTIVE")
        }
        let missing = try await org.send(.get, "/api/v1/users/00unobody")
        #expect(missing.status == 404)
        #expect(missing.code == "E0000007")
        #expect(missing.json["errorSummary"] == "Not found: Resource not found: 00unobody (User)")
    }

    @Test("An update changes what it names and leaves the rest")
    func updates() async throws {
        let org = TestOrg()
        let answer = try await org.send(
            .post, "/api/v1/users/\(TestOrg.ada)",
            body: "{\"profile\":{\"ivrFactorPreference\":\"push\",\"mobilePhone\":null}}")
        #expect(answer.status == 200)
        let profile = try await org.send(.get, "/api/v1/users/\(TestOrg.ada)").json["profile"]
        #expect(profile?["ivrFactorPreference"] == "push")
        #expect(profile?["mobilePhone"] == .null)
        #expect(profile?["firstName"] == "Ada")
    }

    @Test(
        "An update that the schema forbids is refused",
        arguments: [
            ("{}", "E0000001"), ("{\"profile\":{\"shoeSize\":\"9\"}}", "E0000001"),
            ("{\"profile\":{\"ivrFactorPreference\":\"fax\"}}", "E0000001"),
            ("{\"profile\":{\"firstName\":1}}", "E0000001"), ("{\"profile\":", "E0000003"), ("[]", "E0000003"),
        ])
    func refusesUpdate(body: String, code: String) async throws {
        let answer = try await TestOrg().send(.post, "/api/v1/users/\(TestOrg.ada)", body: body)
        #expect(answer.status == 400)
        #expect(answer.code == code)
    }

    @Test("Factors are listed with what is needed to choose one")
    func listsFactors() async throws {
        let answer = try await TestOrg().send(.get, "/api/v1/users/00usim00000000000004/factors")
        let factors = try #require(answer.json.array)
        #expect(factors.map { $0["factorType"]?.string } == ["push", "push", "sms"])
        #expect(factors.map { $0["status"]?.string } == ["ACTIVE", "ACTIVE", "PENDING_ACTIVATION"])
        #expect(factors[1]["lastUpdated"] == "2025-01-02T00:00:00.000Z")
        #expect(factors[2]["profile"]?["phoneNumber"] == "+15550100004")
        #expect(factors[2]["_links"]?["verify"] == nil)
        let none = try await TestOrg().send(.get, "/api/v1/users/00usim00000000000005/factors")
        #expect(none.text == "[]")
    }
}
