import Crypto
import CryptoExtras
import Foundation

/// The org's authorization server `default`: its keys, and the tokens that Okta's hooks carry.
///
/// Okta would fetch a token from the token endpoint that the hook names; here the server makes it in place.
actor OktaIssuer {
    private struct Key {
        var id: String
        var key: _RSA.Signing.PrivateKey
    }

    let clock: any SimulationClock
    let random: RandomSource
    private var keys: [Key] = []

    /// How long a token holds.
    var lifetime = Duration.seconds(3600)

    /// The issuer's URL; known when the server listens.
    private(set) var url = "https://simulated.okta.example/oauth2/default"

    init(clock: any SimulationClock, random: RandomSource) {
        self.clock = clock
        self.random = random
    }

    func setOrgURL(_ orgURL: String) { url = orgURL + "/oauth2/default" }

    /// Changes how long tokens hold that are made from now on; below zero they are born expired.
    func setLifetime(_ lifetime: Duration) { self.lifetime = lifetime }

    /// Signs with a new key from now on.
    ///
    /// - Parameter keepsOld: Whether the old keys stay in the published set.
    func rotate(keepsOld: Bool = true) {
        if !keepsOld { keys = [] }
        addKey()
    }

    /// The published keys.
    func keySet() -> JSON {
        if keys.isEmpty { addKey() }
        return [
            "keys": .array(
                keys.compactMap { key in
                    guard let primitives = try? key.key.publicKey.getKeyPrimitives() else { return nil }
                    return [
                        "kty": "RSA", "alg": "RS256", "use": "sig", "kid": .string(key.id),
                        "n": .string(Self.base64URL(primitives.modulus)),
                        "e": .string(Self.base64URL(primitives.publicExponent)),
                    ]
                })
        ]
    }

    /// The server's metadata.
    func metadata() -> JSON {
        [
            "issuer": .string(url), "token_endpoint": .string("\(url)/v1/token"),
            "jwks_uri": .string("\(url)/v1/keys"), "grant_types_supported": ["client_credentials"],
            "response_types_supported": ["token"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
        ]
    }

    /// An access token for an audience.
    ///
    /// - Parameters:
    ///   - audience: `aud`.
    ///   - scope: The scopes, separated by blanks.
    /// - Returns: The signed token.
    func token(audience: String, scope: String) -> String {
        if keys.isEmpty { addKey() }
        guard let key = keys.last else { return "" }
        let now = Int(clock.date.timeIntervalSince1970)
        let header: JSON = ["alg": "RS256", "kid": .string(key.id), "typ": "JWT"]
        let claims: JSON = [
            "ver": 1, "jti": .string("AT." + random.letters(43)), "iss": .string(url), "aud": .string(audience),
            "iat": .integer(now), "exp": .integer(now + Int(lifetime.seconds)), "cid": "0oasimulatedhook0001",
            "sub": "0oasimulatedhook0001", "scp": .array(scope.split(separator: " ").map { .string(String($0)) }),
        ]
        let signed = Self.base64URL(Data(header.bytes)) + "." + Self.base64URL(Data(claims.bytes))
        guard
            let signature = try? key.key.signature(for: Data(signed.utf8), padding: .insecurePKCS1v1_5)
        else { return "" }
        return signed + "." + Self.base64URL(signature.rawRepresentation)
    }

    private func addKey() {
        guard let key = try? _RSA.Signing.PrivateKey(keySize: .bits2048) else { return }
        keys.append(Key(id: random.letters(43), key: key))
    }

    private static func base64URL(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
