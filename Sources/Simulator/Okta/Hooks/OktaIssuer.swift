import Crypto
import CryptoExtras
import Foundation

/// The org's authorization server `default`: its keys, and the tokens that Okta's hooks carry.
///
/// Hooks that admins register fetch their tokens at its token endpoint; for those of the simulator's own making the token
/// is made in place.
actor OktaIssuer {
    private struct Key {
        var id: String
        var key: _RSA.Signing.PrivateKey
    }

    /// A key with which Okta proves itself where it fetches tokens.
    struct HookKey: Sendable {
        /// What a hook names it by, `HKY…`.
        var id: String

        /// The key's own identifier, `kid`.
        var keyID: String
        var name: String
        var key: _RSA.Signing.PrivateKey
    }

    /// What the tokens of hooks are for.
    static let audience = "api://default"

    var hookKeys: [HookKey] = []
    var usedAssertions: Set<String> = []

    let clock: any SimulationClock
    let random: RandomSource
    private var keys: [Key] = []

    /// How long a token holds.
    let lifetime = Duration.seconds(3600)

    /// The issuer's URL; known when the server listens.
    private(set) var url = "https://simulated.okta.example/oauth2/default"

    init(clock: any SimulationClock, random: RandomSource) {
        self.clock = clock
        self.random = random
    }

    func setOrgURL(_ orgURL: String) { url = orgURL + "/oauth2/default" }

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
                    guard let members = Self.members(of: key.key) else { return nil }
                    return .object(
                        members.merging(["alg": "RS256", "use": "sig", "kid": .string(key.id)]) { $1 })
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
    ///   - client: Whose token it is.
    /// - Returns: The signed token.
    func token(audience: String, scope: String, client: String = "0oasimulatedhook0001") -> String {
        if keys.isEmpty { addKey() }
        guard let key = keys.last else { return "" }
        let now = Int(clock.date.timeIntervalSince1970)
        let claims: JSON = [
            "ver": 1, "jti": .string("AT." + random.letters(43)), "iss": .string(url), "aud": .string(audience),
            "iat": .integer(now), "exp": .integer(now + Int(lifetime.seconds)), "cid": .string(client),
            "sub": .string(client), "scp": .array(scope.split(separator: " ").map { .string(String($0)) }),
        ]
        return Self.sign(claims, key: key.key, id: key.id)
    }

    /// A JSON Web Token, signed with RS256.
    static func sign(_ claims: JSON, key: _RSA.Signing.PrivateKey, id: String) -> String {
        let header: JSON = ["alg": "RS256", "kid": .string(id), "typ": "JWT"]
        let signed = Base64URL.encode(header.bytes) + "." + Base64URL.encode(claims.bytes)
        guard let signature = try? key.signature(for: Data(signed.utf8), padding: .insecurePKCS1v1_5) else {
            return ""
        }
        return signed + "." + Base64URL.encode(signature.rawRepresentation)
    }

    /// The members of a public key that make it.
    static func members(of key: _RSA.Signing.PrivateKey) -> [String: JSON]? {
        guard let primitives = try? key.publicKey.getKeyPrimitives() else { return nil }
        return [
            "kty": "RSA", "n": .string(Base64URL.encode(primitives.modulus)),
            "e": .string(Base64URL.encode(primitives.publicExponent)),
        ]
    }

    private func addKey() {
        guard let key = try? _RSA.Signing.PrivateKey(keySize: .bits2048) else { return }
        keys.append(Key(id: random.letters(43), key: key))
    }
}
