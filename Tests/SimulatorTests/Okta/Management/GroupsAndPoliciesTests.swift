import HTTPTypes
import Testing

@testable import Simulator

@Suite("Groups and policies are set up as at Okta")
struct GroupsAndPoliciesTests {
    private func group(_ org: TestOrg) async throws -> String {
        let made = try await org.send(.post, "/api/v1/groups", body: "{\"profile\":{\"name\":\"IVR\"}}")
        return try #require(made.json["id"]?.string)
    }

    @Test("A group is made once, found by its name, and has members")
    func groups() async throws {
        let org = TestOrg()
        let id = try await group(org)
        let again = try await org.send(.post, "/api/v1/groups", body: "{\"profile\":{\"name\":\"IVR\"}}")
        #expect(again.code == "E0000001")
        for query in ["q=iv", "search=profile.name%20eq%20%22IVR%22"] {
            let found = try await org.send(.get, "/api/v1/groups?\(query)")
            #expect(found.json.array?.map { $0["id"] } == [.string(id)])
        }
        #expect(try await org.send(.put, "/api/v1/groups/\(id)/users/\(TestOrg.ada)", body: "{}").status == 204)
        let members = try await org.send(.get, "/api/v1/groups/\(id)/users")
        #expect(members.json.array?.map { $0["id"] } == [.string(TestOrg.ada)])
        let groups = try await org.send(.get, "/api/v1/users/\(TestOrg.ada)/groups")
        #expect(groups.json.array?.count == 2)
        #expect(try await org.send(.delete, "/api/v1/groups/\(id)/users/\(TestOrg.ada)").status == 204)
        #expect(try await org.send(.put, "/api/v1/groups/00gnone/users/\(TestOrg.ada)", body: "{}").code == "E0000007")
        #expect(try await org.send(.delete, "/api/v1/groups/\(id)").status == 204)
    }

    static func policy(_ group: String, _ settings: String) -> String {
        "{\"type\":\"MFA_ENROLL\",\"name\":\"IVR\",\"status\":\"ACTIVE\",\"settings\":\(settings),"
            + "\"conditions\":{\"people\":{\"groups\":{\"include\":[\"\(group)\"]}}}}"
    }
    static let authenticators =
        "{\"type\":\"AUTHENTICATORS\",\"authenticators\":[{\"key\":\"phone_number\",\"enroll\":{\"self\":\"OPTIONAL\"}}]}"
    static let factors = "{\"factors\":{\"okta_sms\":{\"enroll\":{\"self\":\"REQUIRED\"}}}}"

    @Test(
        "An enrolment policy and its rule are made as the org's engine wants them",
        arguments: [(OktaOrgSettings.Pipeline.idx, authenticators, factors), (.v1, factors, authenticators)])
    func policies(pipeline: OktaOrgSettings.Pipeline, right: String, wrong: String) async throws {
        var settings = OktaOrgSettings()
        settings.pipeline = pipeline
        let org = TestOrg(settings)
        let id = try await group(org)
        #expect(try await org.send(.post, "/api/v1/policies", body: Self.policy(id, wrong)).code == "E0000001")
        let made = try await org.send(.post, "/api/v1/policies?activate=true", body: Self.policy(id, right))
        #expect(made.json["status"] == "ACTIVE")
        let policy = try #require(made.json["id"]?.string)
        #expect(try await org.send(.post, "/api/v1/policies", body: Self.policy(id, right)).code == "E0000001")
        let list = try await org.send(.get, "/api/v1/policies?type=MFA_ENROLL")
        #expect(list.json.array?.map { $0["name"] } == ["IVR", "Default Policy"])
        #expect(try await org.send(.get, "/api/v1/policies").code == "E0000001")
        let rules = "/api/v1/policies/\(policy)/rules"
        let rule = "{\"type\":\"MFA_ENROLL\",\"name\":\"IVR\",\"actions\":{\"enroll\":{\"self\":\"CHALLENGE\"}}}"
        #expect(try await org.send(.post, rules, body: rule).json["status"] == "ACTIVE")
        #expect(try await org.send(.post, rules, body: rule).code == "E0000001")
        #expect(try await org.send(.get, rules).json.array?.count == 1)
        let off = try await org.send(.post, "/api/v1/policies/\(policy)/lifecycle/deactivate", body: "{}")
        #expect(off.status == 204)
        #expect(try await org.send(.get, "/api/v1/policies/\(policy)").json["status"] == "INACTIVE")
        #expect(try await org.send(.delete, "/api/v1/policies/\(policy)").status == 204)
        #expect(try await org.send(.delete, "/api/v1/policies/00psim00000000000001").code == "E0000006")
    }

    @Test(
        "A policy that names what is not there is refused",
        arguments: [
            policy("00gnone", authenticators),
            policy("00gsim00000000000001", "{\"type\":\"AUTHENTICATORS\",\"authenticators\":[]}"),
            policy(
                "00gsim00000000000001",
                "{\"type\":\"AUTHENTICATORS\",\"authenticators\":[{\"key\":\"fax\",\"enroll\":{\"self\":\"OPTIONAL\"}}]}"
            ),
            policy(
                "00gsim00000000000001",
                "{\"type\":\"AUTHENTICATORS\",\"authenticators\":[{\"key\":\"google_otp\",\"enroll\":{\"self\":\"OPTIONAL\"}}]}"
            ),
        ])
    func refuses(body: String) async throws {
        #expect(try await TestOrg().send(.post, "/api/v1/policies", body: body).code == "E0000001")
    }

    @Test("Identity Engine has authenticators, Classic Engine has factors, and neither has the other's")
    func engines() async throws {
        let org = TestOrg()
        let list = try await org.send(.get, "/api/v1/authenticators")
        #expect(list.json.array?.contains { $0["key"] == "phone_number" && $0["status"] == "ACTIVE" } == true)
        let google = "/api/v1/authenticators/autsimgoogle000000001/lifecycle/activate"
        #expect(try await org.send(.post, google, body: "{}").json["status"] == "ACTIVE")
        #expect(try await org.send(.get, "/api/v1/org/factors").code == "E0000015")
        await org.org.change { $0.pipeline = .v1 }
        #expect(try await org.send(.get, "/api/v1/authenticators").code == "E0000015")
        let factors = try await org.send(.get, "/api/v1/org/factors")
        #expect(factors.json.array?.contains { $0["id"] == "okta_sms" && $0["factorType"] == "sms" } == true)
    }

    @Test("Whose token it is can be asked")
    func me() async throws {
        #expect(try await TestOrg().send(.get, "/api/v1/users/me").json["profile"]?["login"] == "admin@example.com")
        let wrong = try await TestOrg().send(.get, "/api/v1/users/me", headers: ["Authorization": "SSWS wrong"])
        #expect(wrong.code == "E0000011")
    }
}
