import HTTPTypes
import Testing

@testable import Simulator

@Suite("The schema of user profiles is changed as at Okta")
struct SchemaTests {
    static let path = "/api/v1/meta/schemas/user/default"

    static func org() -> TestOrg {
        var settings = OktaOrgSettings()
        settings.hasIVRAttributes = false
        return TestOrg(settings)
    }

    static func body(_ properties: String) -> String {
        "{\"definitions\":{\"custom\":{\"id\":\"#custom\",\"type\":\"object\",\"properties\":{\(properties)}}}}"
    }

    static let phone = """
        "ivrPhone":{"title":"IVR phone","type":"string","pattern":"^\\\\+[1-9]\\\\d{1,14}$","maxLength":16,\
        "unique":true,"permissions":[{"principal":"SELF","action":"READ_ONLY"}]}
        """

    @Test("An attribute is added, checked and removed")
    func life() async throws {
        let org = Self.org()
        let search = "/api/v1/users?search=profile.ivrPhone%20pr"
        #expect(try await org.send(.get, search).code == "E0000031")
        #expect(try await org.send(.post, Self.path, body: Self.body(Self.phone)).status == 200)
        let schema = try await org.send(.get, Self.path).json["definitions"]?["custom"]?["properties"]?["ivrPhone"]
        #expect(schema?["unique"] == true)
        #expect(schema?["scope"] == "NONE")
        #expect(schema?["permissions"]?.array?.first?["action"] == "READ_ONLY")
        #expect(try await org.send(.get, search).status == 200)
        func update(_ user: String, _ value: String) async throws -> TestOrg.Answer {
            try await org.send(
                .post, "/api/v1/users/\(user)", body: "{\"profile\":{\"ivrPhone\":\"\(value)\"}}")
        }
        #expect(try await update(TestOrg.ada, "5550100099").code == "E0000001")
        #expect(try await update(TestOrg.ada, "+15550100099").status == 200)
        let taken = try await update(TestOrg.ben, "+15550100099")
        #expect(taken.code == "E0000001")
        #expect(taken.json["errorSummary"] == "Api validation failed: ivrPhone")
        #expect(taken.text.contains("already exists"))
        #expect(try await org.send(.post, Self.path, body: Self.body("\"ivrPhone\":null")).status == 200)
        #expect(try await update(TestOrg.ada, "+15550100098").code == "E0000001")
    }

    @Test(
        "A definition that Okta would not take is refused",
        arguments: [
            "\"x y\":{\"title\":\"X\",\"type\":\"string\"}", "\"x\":{\"type\":\"string\"}",
            "\"x\":{\"title\":\"X\",\"type\":\"phone\"}", "\"login\":{\"title\":\"X\",\"type\":\"string\"}",
            "\"x\":{\"title\":\"X\",\"type\":\"string\",\"pattern\":\"(\"}",
            "\"x\":{\"title\":\"X\",\"type\":\"string\",\"minLength\":9,\"maxLength\":3}",
            "\"x\":{\"title\":\"X\",\"type\":\"string\",\"unique\":\"yes\"}",
            "\"x\":{\"title\":\"X\",\"type\":\"string\",\"enum\":[\"a\"],\"oneOf\":[{\"const\":\"b\",\"title\":\"B\"}]}",
            "\"x\":{\"title\":\"X\",\"type\":\"string\",\"oneOf\":[{\"const\":\"b\",\"title\":\"B\"}]}",
            "\"x\":{\"title\":\"X\",\"type\":\"string\",\"permissions\":[{\"principal\":\"ALL\",\"action\":\"HIDE\"}]}",
        ])
    func refuses(properties: String) async throws {
        let answer = try await Self.org().send(.post, Self.path, body: Self.body(properties))
        #expect(answer.status == 400)
        #expect(answer.code == "E0000001")
    }

    @Test("The type of an attribute stays, and what is wrong changes nothing")
    func keeps() async throws {
        let org = Self.org()
        _ = try await org.send(.post, Self.path, body: Self.body(Self.phone))
        let answer = try await org.send(
            .post, Self.path,
            body: Self.body("\"ivrPhone\":{\"type\":\"number\"},\"other\":{\"title\":\"O\",\"type\":\"string\"}"))
        #expect(answer.code == "E0000001")
        let custom = try await org.send(.get, Self.path).json["definitions"]?["custom"]?["properties"]?.object
        #expect(custom?.keys.sorted() == ["ivrPhone"])
    }
}
