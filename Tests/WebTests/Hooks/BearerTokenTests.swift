import Clocks
import Crypto
import Delivery
import Foundation
import HTTPTransport
import HTTPTypes
import Hummingbird
import Logging
import Testing

@testable import Web

@Suite("Bearer tokens for hooks")
struct BearerTokenTests {
    private let issuer = FakeIssuer()
    private let logs = LogBook()

    /// What a token is refused for; nil when it is taken.
    private func verdict(_ token: String, _ tokens: BearerTokens) async -> BearerRefusal? {
        do throws(BearerRefusal) {
            try await tokens.check(token, arrivedAt: issuer.timing.now())
            return nil
        } catch {
            return error
        }
    }

    @Test("One from the issuer, for us, in time and with the scope is taken")
    func good() async throws {
        let transport = issuer.transport
        let tokens = issuer.tokens(transport, logger: logs.logger)
        let changes: [[String: String?]] = [
            [:], ["aud": #"["x","api://default"]"#], ["scp": nil, "scope": #""a telephony b""#],
            ["scp": #""telephony""#], ["iss": "\"\(FakeIssuer.name)/\""], ["exp": "1779999980"],
            ["nbf": "1780000020"], ["exp": "1780003600.5"],
        ]
        for change in changes { #expect(await verdict(try issuer.token(change), tokens) == nil, "\(change)") }
        #expect(transport.requests.map(\.operation) == ["metadata", "keys"])
    }

    @Test("RS256, which Okta signs with, is taken")
    func rsa() async throws {
        issuer.change { $0.keys.append(FakeIssuer.rsaKey) }
        let tokens = issuer.tokens(issuer.transport, logger: logs.logger)
        #expect(await verdict(FakeIssuer.rsaToken, tokens) == nil)
        let bent = String(FakeIssuer.rsaToken.dropLast(4)) + "AAAA"
        #expect(await verdict(bent, tokens) == .signature)
        // The RSA key's name over another kind of signature.
        let other = try issuer.token(header: #"{"alg":"ES256","kid":"rsa"}"#)
        #expect(await verdict(other, tokens) == .signature)
    }

    @Test(
        "A forged token does not choose the algorithm of a key that names none", arguments: ["PS512", "RS384", "ES256"])
    func poisoned(_ algorithm: String) async throws {
        issuer.change { $0.keys = [FakeIssuer.rsaKey.replacing(#""alg":"RS256","#, with: "")] }
        let tokens = issuer.tokens(issuer.transport, logger: logs.logger)
        let forged = try issuer.token(header: #"{"alg":"\#(algorithm)","kid":"rsa"}"#)
        #expect(await verdict(forged, tokens) == .signature)
        #expect(await verdict(FakeIssuer.rsaToken, tokens) == nil)
        #expect(await verdict(forged, tokens) == .signature)
        #expect(await verdict(FakeIssuer.rsaToken, tokens) == nil)
    }

    @Test("Anything else is refused, each for its reason")
    func bad() async throws {
        let tokens = issuer.tokens(issuer.transport, logger: logs.logger)
        let cases: [(BearerRefusal, [String: String?])] = [
            (.audience, ["aud": #""api://other""#]), (.audience, ["aud": nil]), (.expired, ["exp": "1779999900"]),
            (.expired, ["exp": nil]), (.early, ["nbf": "1780000100"]), (.issuer, ["iss": #""https://evil.example""#]),
            (.issuer, ["iss": nil]), (.scope, ["scp": #"["other"]"#]), (.scope, ["scp": nil]),
            (.scope, ["scp": #"["telephony2"]"#]), (.malformed, ["exp": #""soon""#]),
        ]
        for (refusal, change) in cases {
            #expect(await verdict(try issuer.token(change), tokens) == refusal, "\(change)")
        }
        for text in ["", "a", "a.b", "a.b.c", "....", "e30.e30.e30", "\(try issuer.token()).x"] {
            #expect(await verdict(text, tokens) == .malformed, "\(text)")
        }
        let stranger = P256.Signing.PrivateKey()
        #expect(await verdict(try issuer.token(key: stranger), tokens) == .signature)
        let critical = #"{"alg":"ES256","kid":"k1","crit":["b64"],"b64":false}"#
        #expect(await verdict(try issuer.token(header: critical), tokens) == .malformed)
    }

    @Test(
        "Unsigned tokens and those signed with a public key are refused", arguments: ["none", "None", "HS256", "HS512"])
    func algorithms(_ algorithm: String) async throws {
        let tokens = issuer.tokens(issuer.transport, logger: logs.logger)
        let signed = try issuer.token(header: #"{"alg":"\#(algorithm)","kid":"k1"}"#).split(separator: ".")
        let text = Data(signed[0..<2].joined(separator: ".").utf8)
        let mac = HMAC<SHA256>.authenticationCode(
            for: text, using: SymmetricKey(data: issuer.key.publicKey.rawRepresentation))
        for signature in ["", FakeIssuer.base64(Data(mac)), String(signed[2])] {
            let token = String(decoding: text, as: UTF8.self) + "." + signature
            #expect(await verdict(token, tokens) == .algorithm)
        }
    }

    @Test("A new key is accepted within twenty seconds, and the issuer asked no oftener")
    func rotation() async throws {
        let transport = issuer.transport
        let tokens = issuer.tokens(transport, logger: logs.logger)
        let next = P256.Signing.PrivateKey()
        let token = try issuer.token(header: #"{"alg":"ES256","kid":"k2"}"#, key: next)
        #expect(await verdict(try issuer.token(), tokens) == nil)
        issuer.publish([(issuer.key, "k1"), (next, "k2")])
        for _ in 0..<19 {
            issuer.advance(by: .seconds(1))
            #expect(await verdict(token, tokens) == .key)
        }
        #expect(transport.requests.count == 2)
        issuer.advance(by: .seconds(1))
        #expect(await verdict(token, tokens) == nil)
        #expect(await verdict(try issuer.token(), tokens) == nil)
        #expect(transport.requests.count == 4)
        let unknown = try issuer.token(header: #"{"alg":"ES256","kid":"k9"}"#)
        for _ in 0..<100 {
            #expect(await verdict(unknown, tokens) == .key)
            issuer.advance(by: .seconds(1))
        }
        #expect(transport.requests.count <= 4 + 2 * 5)
    }

    @Test("Kept keys go on while the issuer is down; without any nobody is admitted")
    func down() async throws {
        let tokens = issuer.tokens(issuer.transport, logger: logs.logger)
        issuer.change { $0.isDown = true }
        #expect(await verdict(try issuer.token(), tokens) == .issuerUnavailable)
        issuer.change { $0.isDown = false }
        issuer.advance(by: .seconds(3))
        #expect(await verdict(try issuer.token(), tokens) == nil)
        issuer.change { $0.isDown = true }
        issuer.advance(by: .seconds(1200))
        for _ in 0..<3 { #expect(await verdict(try issuer.token(), tokens) == nil) }
        #expect(logs.text.contains("HOOK_OAUTH_ISSUER"))
    }

    @Test("An issuer that hangs is waited for until the deadline only")
    func hanging() async throws {
        issuer.change { $0.hangs = true }
        let transport = issuer.transport
        let tokens = issuer.tokens(transport, logger: logs.logger)
        #expect(await verdict(try issuer.token(), tokens) == .issuerUnavailable)
        #expect(await verdict(try issuer.token(), tokens) == .issuerUnavailable)
        #expect(transport.requests.count == 1)
    }

    @Test("Fifty tokens at once make one fetch")
    func oneFetch() async throws {
        let transport = issuer.transport
        let tokens = issuer.tokens(transport, logger: logs.logger)
        let token = try issuer.token()
        await withTaskGroup(of: BearerRefusal?.self) { group in
            for _ in 0..<50 { group.addTask { await verdict(token, tokens) } }
            for await refusal in group { #expect(refusal == nil) }
        }
        #expect(transport.requests.count == 2)
    }

    @Test(
        "Metadata is also found where RFC 8414 has it",
        arguments: [
            "/.well-known/oauth-authorization-server", "/.well-known/oauth-authorization-server/oauth2/default",
        ])
    func places(path: String) async throws {
        issuer.change { $0.metadataPath = path }
        #expect(await verdict(try issuer.token(), issuer.tokens(issuer.transport, logger: logs.logger)) == nil)
    }

    @Test("Metadata of another issuer and keys over plain HTTP are not taken")
    func suspicious() async throws {
        issuer.change { $0.issuer = "https://other.example" }
        var tokens = issuer.tokens(issuer.transport, logger: logs.logger)
        #expect(await verdict(try issuer.token(), tokens) == .issuerUnavailable)
        issuer.change { $0.issuer = FakeIssuer.name }
        for url in ["http://acme.okta.example/keys", "http://127.0.0.1.evil.example/keys", "file:///keys"] {
            issuer.change { $0.keySetURL = url }
            tokens = issuer.tokens(issuer.transport, logger: logs.logger)
            #expect(await verdict(try issuer.token(), tokens) == .issuerUnavailable, "\(url)")
        }
        issuer.change { $0.keySetURL = "http://127.0.0.1:9999/keys" }
        tokens = issuer.tokens(issuer.transport, logger: logs.logger)
        #expect(await verdict(try issuer.token(), tokens) == nil)
    }

    @Test("They admit to every hook, and so does any other kind that is set beside them")
    func hooks() async throws {
        let tokens = issuer.tokens(issuer.transport, logger: logs.logger)
        let house = try HookHouse {
            $0.tokens = tokens
            $0.basic = ("okta", "pass")
        }
        let token = try issuer.token()
        for path in ["/telephony-hook", "/api/okta-telephony", "/event-hook"] {
            for authorization in ["Bearer \(token)", "bearer \(token)", "right", "Basic b2t0YTpwYXNz"] {
                let answer = try await house.hook(
                    HookHouse.event(path + authorization.prefix(9)), authorization: authorization, path: path)
                #expect([200, 204].contains(answer.status), "\(path) \(authorization.prefix(6))")
            }
            let stale = try issuer.token(["exp": "1779999900"])
            let refusal = try await house.hook("", authorization: "Bearer \(stale)", path: path)
            #expect(refusal.status == 401)
            let challenges = refusal.headers[values: .wwwAuthenticate].joined(separator: ", ")
            #expect(challenges.contains(#"Bearer realm="voicegate", error="invalid_token""#))
            #expect(challenges.contains("Basic realm="))
        }
        #expect(!logs.text.contains(token) && !house.logs.text.contains(token))
        #expect(house.logs.text.contains("token-expired"))
    }
}
