import Crypto
import CryptoExtras
import Foundation

extension OktaIssuer {
    private static let assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

    var tokenURL: String { "\(url)/v1/token" }

    // MARK: Tokens for hooks

    /// Gives a hook a token (RFC 6749, section 4.4).
    ///
    /// - Parameters:
    ///   - form: The fields of the request.
    ///   - clients: The clients of the org.
    /// - Returns: The body of the answer.
    /// - Throws: What the endpoint refuses with.
    func issue(_ form: [FormField], clients: [OktaHookClient]) throws(OAuthFailure) -> JSON {
        guard form["grant_type"] == "client_credentials" else {
            throw OAuthFailure(
                error: "unsupported_grant_type",
                description: "The authorization grant type is not supported by the authorization server.")
        }
        let client = try authenticate(form, clients: clients)
        let scopes = (form["scope"] ?? "").split(separator: " ").map(String.init)
        guard !scopes.isEmpty, client.scopes.isSuperset(of: scopes) else {
            throw .scope("One or more scopes are not configured for the authorization server resource.")
        }
        let scope = scopes.joined(separator: " ")
        return [
            "token_type": "Bearer", "expires_in": .integer(Int(lifetime.seconds)), "scope": .string(scope),
            "access_token": .string(token(audience: Self.audience, scope: scope, client: client.clientID)),
        ]
    }

    private func authenticate(
        _ form: [FormField], clients: [OktaHookClient]
    ) throws(OAuthFailure) -> OktaHookClient {
        if let text = form["client_assertion"] {
            return try check(text, type: form["client_assertion_type"], clients: clients)
        }
        guard let client = clients.first(where: { $0.clientID == form["client_id"] }) else {
            throw .client("Invalid value for 'client_id' parameter.")
        }
        guard let secret = client.secret, form["client_secret"] == secret else {
            throw .client("The client secret supplied for a confidential client is invalid.")
        }
        return client
    }

    private func check(
        _ text: String, type: String?, clients: [OktaHookClient]
    ) throws(OAuthFailure) -> OktaHookClient {
        guard type == Self.assertionType, let token = JSONWebToken(text) else {
            throw .client("The client_assertion token is malformed.")
        }
        let claims = token.claims
        guard let client = clients.first(where: { $0.clientID == claims["iss"]?.string }), client.trustsHookKeys,
            claims["sub"]?.string == client.clientID
        else { throw .client("Invalid value for 'client_id' parameter.") }
        let isSigned = hookKeys.contains { key in
            guard token.header["kid"]?.string == key.keyID, let members = Self.members(of: key.key) else {
                return false
            }
            return JSONWebKey(.object(members)).map { token.isSigned(by: $0) } ?? false
        }
        guard isSigned else { throw .client("The client_assertion signature is invalid.") }
        guard claims["aud"]?.string == tokenURL else {
            throw .client("The audience claim for client_assertion must be the endpoint invoked for the request.")
        }
        let now = clock.date.timeIntervalSince1970
        guard let expiry = claims["exp"]?.double, expiry > now, expiry <= now + 3600 + 5 else {
            throw .client("The client_assertion token is expired, or has an expiration too far into the future.")
        }
        guard let identifier = claims["jti"]?.string, usedAssertions.insert(identifier).inserted else {
            throw .client("The client_assertion token has already been used.")
        }
        return client
    }

    // MARK: Hook keys

    /// Makes a hook key.
    ///
    /// - Throws: E0000001 when the name is missing or taken.
    func addHookKey(name: String?) throws(OktaFailure) -> HookKey {
        guard let name, (1...255).contains(name.count) else {
            throw .validation("name", "The field cannot be left blank")
        }
        guard !hookKeys.contains(where: { $0.name == name }) else { throw .taken("name") }
        guard let key = try? _RSA.Signing.PrivateKey(keySize: .bits2048) else {
            throw .injected(status: 500, code: nil)
        }
        let made = HookKey(
            id: "HKY" + random.letters(17),
            keyID: "\(random.hex(8))-\(random.hex(4))-\(random.hex(4))-\(random.hex(4))-\(random.hex(12))", name: name,
            key: key)
        hookKeys.append(made)
        return made
    }

    /// Signs what Okta proves itself with where it fetches a token.
    ///
    /// - Parameters:
    ///   - hookKey: The key's `HKY…`.
    ///   - client: The client ID.
    ///   - audience: The token endpoint.
    /// - Returns: The assertion; `nil` when there is no such key.
    func assertion(hookKey: String, client: String, audience: String) -> String? {
        guard let key = hookKeys.first(where: { $0.id == hookKey }) else { return nil }
        let now = Int(clock.date.timeIntervalSince1970)
        let claims: JSON = [
            "iss": .string(client), "sub": .string(client), "aud": .string(audience), "iat": .integer(now),
            "exp": .integer(now + 300), "jti": .string(random.letters(32)),
        ]
        return Self.sign(claims, key: key.key, id: key.keyID)
    }
}

extension OktaIssuer.HookKey {
    /// The key as Okta writes it; the private part is never shown.
    var body: JSON {
        [
            "id": .string(id), "keyId": .string(keyID), "name": .string(name), "isUsed": "false",
            "created": "2025-01-01T00:00:00.000Z", "lastUpdated": "2025-01-01T00:00:00.000Z",
            "_embedded": publicKey,
        ]
    }

    var publicKey: JSON {
        .object(
            (OktaIssuer.members(of: key) ?? [:]).merging(["alg": "RSA", "kid": .string(keyID), "use": nil]) { $1 })
    }
}
