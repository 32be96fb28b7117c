import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore

@testable import Simulator

/// A simulated Okta with a service app, and the app's side of OAuth.
struct OAuthWorld: Sendable {
    static let endpoint = "https://simulated.okta.example/oauth2/v1/token"

    let org: TestOrg
    let tokens: OktaTokens
    let clientKey = P256.Signing.PrivateKey()
    let proofKey = P256.Signing.PrivateKey()

    init(_ change: (inout OktaServiceApp) -> Void = { _ in }) {
        var settings = OktaOrgSettings()
        var app = OktaServiceApp(clientID: "0oa1", keys: [Self.jwk(of: clientKey)])
        change(&app)
        settings.apps = [app]
        org = TestOrg(settings)
        tokens = OktaTokens(clock: org.clock, random: .seeded(3))
    }

    static func jwk(of key: P256.Signing.PrivateKey) -> String {
        let point = key.publicKey.rawRepresentation
        return "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"\(Base64URL.encode(point.prefix(32)))\","
            + "\"y\":\"\(Base64URL.encode(point.suffix(32)))\"}"
    }

    static func sign(_ header: JSON, _ claims: JSON, _ key: P256.Signing.PrivateKey) throws -> String {
        let text = "\(Base64URL.encode(header.bytes)).\(Base64URL.encode(claims.bytes))"
        return "\(text).\(Base64URL.encode(try key.signature(for: Data(text.utf8)).rawRepresentation))"
    }

    private var now: Int { Int(org.clock.date.timeIntervalSince1970) }

    func assertion(
        _ changes: [String: JSON] = [:], header: JSON = ["alg": "ES256"], key: P256.Signing.PrivateKey? = nil
    ) throws -> String {
        let claims: [String: JSON] = [
            "iss": "0oa1", "sub": "0oa1", "aud": .string(Self.endpoint), "iat": .integer(now),
            "exp": .integer(now + 300), "jti": .string(UUID().uuidString),
        ]
        return try Self.sign(header, .object(claims.merging(changes) { $1 }), key ?? clientKey)
    }

    func proof(
        _ method: String = "POST", _ url: String = endpoint, claims: [String: JSON] = [:],
        header: [String: JSON] = [:], key: P256.Signing.PrivateKey? = nil
    ) throws -> String {
        let key = key ?? proofKey
        let usual: [String: JSON] = [
            "htm": .string(method), "htu": .string(url), "iat": .integer(now), "jti": .string(UUID().uuidString),
        ]
        let head: [String: JSON] = [
            "typ": "dpop+jwt", "alg": "ES256", "jwk": JSON(Array(Self.jwk(of: key).utf8)) ?? .null,
        ]
        return try Self.sign(.object(head.merging(header) { $1 }), .object(usual.merging(claims) { $1 }), key)
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, headers: [String: String] = [:], body: String? = nil
    ) async throws -> TestOrg.Answer {
        var fields = HTTPFields()
        fields[.userAgent] = "Voicegate/1 (Linux)"
        if body != nil { fields[.contentType] = "application/json" }
        for (name, value) in headers { fields[named: name] = value }
        let server = OktaServer(
            org: org.org, authorizer: OAuthAuthorizer(org: org.org, tokens: tokens), tokens: tokens)
        let router = server.router(journal: org.journal, faults: org.faults)
        return try await Application(router: router).test(.router) { [fields] client in
            try await client.execute(
                uri: path, method: method, headers: fields, body: body.map { ByteBuffer(string: $0) }
            ) { response in
                TestOrg.Answer(
                    status: Int(response.status.code), headers: response.headers,
                    text: String(buffer: response.body))
            }
        }
    }

    /// Asks for a token.
    func ask(
        _ changes: [String: String?] = [:], assertion given: String? = nil, proof: String? = nil
    ) async throws -> TestOrg.Answer {
        var form: [String: String] = [
            "grant_type": "client_credentials", "scope": "okta.users.read",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": try given ?? assertion(),
        ]
        for (name, value) in changes { form[name] = value }
        var headers = ["Content-Type": "application/x-www-form-urlencoded"]
        headers["DPoP"] = proof
        return try await send(
            .post, "/oauth2/v1/token", headers: headers,
            body: FormEncoding.encode(form.map { FormField($0.key, $0.value) }))
    }

    /// A token that is bound to the proof key.
    func boundToken() async throws -> String {
        let nonce = try await ask(proof: try proof()).headers[named: "DPoP-Nonce"] ?? ""
        return try await ask(proof: try proof(claims: ["nonce": .string(nonce)])).json["access_token"]?.string ?? ""
    }
}
