import HTTPTypes
import Crypto
import CryptoExtras
import Foundation
import Testing

@testable import Simulator

@Suite("The org's token endpoint admits who can prove it")
struct TokenEndpointTests {
    @Test("A service app gets a token for an hour, and the token opens what its scope says")
    func gives() async throws {
        let world = OAuthWorld()
        let answer = try await world.ask()
        #expect(answer.status == 200)
        #expect(answer.json["token_type"] == "Bearer")
        #expect(answer.json["expires_in"] == 3600)
        #expect(answer.json["scope"] == "okta.users.read")
        let token = try #require(answer.json["access_token"]?.string)
        let headers = ["Authorization": "Bearer \(token)"]
        #expect(try await world.send(.get, "/api/v1/users/\(TestOrg.ada)", headers: headers).status == 200)
        world.org.clock.advance(by: .seconds(3601))
        let late = try await world.send(.get, "/api/v1/users/\(TestOrg.ada)", headers: headers)
        #expect(late.status == 401 && late.code == "E0000011")
        #expect(late.headers[named: "WWW-Authenticate"]?.contains("invalid_token") == true)
    }

    @Test("A token whose scope is not enough is refused with E0000006")
    func scopes() async throws {
        let world = OAuthWorld { $0.scopes = ["okta.users.read", "okta.groups.manage"] }
        let token = try #require(
            try await world.ask(["scope": "okta.users.read okta.groups.manage"]).json["access_token"]?.string)
        let headers = ["Authorization": "Bearer \(token)"]
        let refused = try await world.send(.post, "/api/v1/users/\(TestOrg.ada)", headers: headers, body: "{}")
        #expect(refused.status == 403 && refused.code == "E0000006")
        #expect(refused.headers[named: "WWW-Authenticate"]?.contains("insufficient_scope") == true)
        #expect(try await world.send(.get, "/api/v1/groups", headers: headers).status == 200)
        #expect(try await world.send(.get, "/api/v1/policies?type=MFA_ENROLL", headers: headers).status == 403)
        let verify = try await world.send(.post, TestOrg.sms, headers: headers, body: "{}")
        #expect(verify.code == "E0000006")
    }

    @Test("An app without an admin role is permitted nothing")
    func role() async throws {
        let world = OAuthWorld { $0.hasRole = false }
        let token = try #require(try await world.ask().json["access_token"]?.string)
        let answer = try await world.send(.get, "/api/v1/users", headers: ["Authorization": "Bearer \(token)"])
        #expect(answer.code == "E0000006")
    }

    @Test(
        "What is wrong with a request is said in OAuth's words",
        arguments: [
            (["grant_type": "password"], 400, "unsupported_grant_type"),
            (["client_assertion": "x"], 401, "invalid_client"),
            (["client_assertion_type": "x"], 401, "invalid_client"),
            (["scope": "okta.logs.read"], 400, "invalid_scope"),
            (["scope": "okta.users.read okta.logs.read"], 400, "invalid_scope"), (["scope": ""], 400, "invalid_scope"),
            (["client_id": "0oa2"], 401, "invalid_client"),
        ])
    func refuses(changes: [String: String], status: Int, error: String) async throws {
        let answer = try await OAuthWorld().ask(changes)
        #expect(answer.status == status)
        #expect(answer.json["error"] == .string(error))
    }

    @Test(
        "An assertion that is not right admits nobody",
        arguments: [
            ["iss": "0oa2"], ["sub": "0oa2"], ["aud": "https://simulated.okta.example"], ["exp": 1],
            ["exp": 99_999_999_999], ["iat": 99_999_999_999], ["exp": .null],
        ] as [[String: JSON]])
    func refusesAssertion(claims: [String: JSON]) async throws {
        let world = OAuthWorld()
        let answer = try await world.ask(assertion: try world.assertion(claims))
        #expect(answer.status == 401)
        #expect(answer.json["error"] == "invalid_client")
    }

    @Test("An assertion counts once, is signed with a key of the app, and not by 'none'")
    func once() async throws {
        let world = OAuthWorld()
        let assertion = try world.assertion()
        #expect(try await world.ask(assertion: assertion).status == 200)
        let again = try await world.ask(assertion: assertion)
        #expect(again.json["error_description"] == "The client_assertion token has already been used.")
        let foreign = try await world.ask(assertion: try world.assertion(key: P256.Signing.PrivateKey()))
        #expect(foreign.status == 401)
        let none = try await world.ask(assertion: try world.assertion(header: ["alg": "none"]))
        #expect(none.status == 401)
    }

    @Test("An assertion may be signed with an RSA key")
    func rsa() async throws {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let parts = try key.publicKey.getKeyPrimitives()
        let jwk: JSON = [
            "kty": "RSA", "kid": "k1", "n": .string(Base64URL.encode(parts.modulus)),
            "e": .string(Base64URL.encode(parts.publicExponent)),
        ]
        let world = OAuthWorld { $0.keys = [jwk.text] }
        let claims: JSON = [
            "iss": "0oa1", "sub": "0oa1", "aud": .string(OAuthWorld.endpoint),
            "exp": .integer(Int(world.org.clock.date.timeIntervalSince1970) + 60),
        ]
        let header: JSON = ["alg": "RS256", "kid": "k1"]
        let text = "\(Base64URL.encode(header.bytes)).\(Base64URL.encode(claims.bytes))"
        let signature = try key.signature(for: SHA256.hash(data: Data(text.utf8)), padding: .insecurePKCS1v1_5)
        let answer = try await world.ask(assertion: "\(text).\(Base64URL.encode(signature.rawRepresentation))")
        #expect(answer.status == 200)
    }

    @Test("Revoked tokens open nothing")
    func revoked() async throws {
        let world = OAuthWorld()
        let token = try #require(try await world.ask().json["access_token"]?.string)
        await world.tokens.revokeAll()
        let answer = try await world.send(.get, "/api/v1/users", headers: ["Authorization": "Bearer \(token)"])
        #expect(answer.code == "E0000011")
    }
}
