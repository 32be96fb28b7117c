import HTTPTypes
import Crypto
import Foundation
import Testing

@testable import Simulator

@Suite("Tokens that are bound to a key need a proof with each request")
struct DPoPTests {
    static let users = "https://simulated.okta.example/api/v1/users"

    @Test("The first proof is told a nonce, the second one gets a token that is bound")
    func nonce() async throws {
        let world = OAuthWorld { $0.requiresDPoP = true }
        let without = try await world.ask()
        #expect(without.status == 400)
        #expect(without.json["error"] == "invalid_dpop_proof")
        let first = try await world.ask(proof: try world.proof())
        #expect(first.status == 400)
        #expect(first.json["error"] == "use_dpop_nonce")
        let nonce = try #require(first.headers[named: "DPoP-Nonce"])
        let second = try await world.ask(proof: try world.proof(claims: ["nonce": .string(nonce)]))
        #expect(second.json["token_type"] == "DPoP")
        let wrong = try await world.ask(proof: try world.proof(claims: ["nonce": "x"]))
        #expect(wrong.json["error"] == "use_dpop_nonce")
    }

    @Test("An assertion is used up even by a request that is only told a nonce")
    func assertionIsUsedUp() async throws {
        let world = OAuthWorld { $0.requiresDPoP = true }
        let assertion = try world.assertion()
        let nonce = try await world.ask(assertion: assertion, proof: try world.proof()).headers[named: "DPoP-Nonce"]
        let again = try await world.ask(
            assertion: assertion, proof: try world.proof(claims: ["nonce": .string(nonce ?? "")]))
        #expect(again.status == 401)
    }

    @Test("A nonce is renewed every day, and the old one is accepted for three")
    func renewsNonce() async throws {
        let world = OAuthWorld()
        let first = await world.tokens.currentNonce
        world.org.clock.advance(by: .seconds(86_401))
        #expect(await world.tokens.currentNonce != first)
        #expect(await world.tokens.knowsNonce(first))
        world.org.clock.advance(by: .seconds(2 * 86_400))
        #expect(await !world.tokens.knowsNonce(first))
    }

    @Test("A bound token with its proof opens what its scope says, query or not")
    func opens() async throws {
        let world = OAuthWorld()
        let token = try await world.boundToken()
        let ath = Base64URL.encode(SHA256.hash(data: Data(token.utf8)))
        let proof = try world.proof("GET", Self.users, claims: ["ath": .string(ath)])
        let headers = ["Authorization": "DPoP \(token)", "DPoP": proof]
        #expect(try await world.send(.get, "/api/v1/users?limit=1", headers: headers).status == 200)
        let again = try await world.send(.get, "/api/v1/users?limit=1", headers: headers)
        #expect(again.status == 401)
        #expect(again.headers[named: "WWW-Authenticate"]?.hasPrefix("DPoP ") == true)
        #expect(again.headers[named: "WWW-Authenticate"]?.contains("invalid_dpop_proof") == true)
        let bearer = try await world.send(.get, "/api/v1/users", headers: ["Authorization": "Bearer \(token)"])
        #expect(bearer.status == 401)
        let bare = try await world.send(.get, "/api/v1/users", headers: ["Authorization": "DPoP \(token)"])
        #expect(bare.status == 401)
    }

    @Test(
        "A proof that belongs to another request is refused",
        arguments: [
            ["htm": "POST"], ["htu": "https://simulated.okta.example/api/v1/users/"],
            ["htu": "https://simulated.okta.example/api/v1/users?limit=1"], ["iat": 1], ["ath": "x"], ["ath": .null],
            ["jti": .null], ["nonce": "unknown"],
        ] as [[String: JSON]])
    func refuses(claims: [String: JSON]) async throws {
        let world = OAuthWorld()
        let token = try await world.boundToken()
        let ath = JSON.string(Base64URL.encode(SHA256.hash(data: Data(token.utf8))))
        let proof = try world.proof("GET", Self.users, claims: ["ath": ath].merging(claims) { $1 })
        let answer = try await world.send(
            .get, "/api/v1/users?limit=1", headers: ["Authorization": "DPoP \(token)", "DPoP": proof])
        #expect(answer.status == 401)
    }

    @Test(
        "A proof that is none is refused at the token endpoint",
        arguments: [["typ": "JWT"], ["alg": "none"], ["alg": "HS256"], ["jwk": .null], ["jwk": ["kty": "oct"]]]
            as [[String: JSON]])
    func refusesHeader(header: [String: JSON]) async throws {
        let world = OAuthWorld()
        let answer = try await world.ask(proof: try world.proof(header: header))
        #expect(answer.json["error"] == "invalid_dpop_proof")
    }

    @Test("Another key than the bound one, and the client's own, are refused")
    func otherKeys() async throws {
        let world = OAuthWorld()
        let token = try await world.boundToken()
        let ath = Base64URL.encode(SHA256.hash(data: Data(token.utf8)))
        let foreign = try world.proof(
            "GET", Self.users, claims: ["ath": .string(ath)], key: P256.Signing.PrivateKey())
        let answer = try await world.send(
            .get, "/api/v1/users", headers: ["Authorization": "DPoP \(token)", "DPoP": foreign])
        #expect(answer.status == 401)
        let nonce = await world.tokens.currentNonce
        let own = try await world.ask(
            proof: try world.proof(claims: ["nonce": .string(nonce)], key: world.clientKey))
        #expect(own.json["error"] == "invalid_dpop_proof")
    }

    @Test("The thumbprint of a key is that of the standard's example")
    func thumbprint() throws {
        // RFC 7638, section 3.1.
        let jwk = """
            {"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc\
            _BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMi\
            cAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINH\
            aQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"}
            """
        let key = try #require(JSONWebKey(JSON(Array(jwk.utf8))))
        #expect(key.thumbprint == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")
    }
}
