import Crypto
import Foundation

/// The org's own authorization server: gives tokens to service apps and knows them again.
actor OktaTokens {
    /// A token that was given.
    struct Grant: Sendable {
        var app: OktaServiceApp
        var scopes: Set<String>
        var expires: Date

        /// The thumbprint of the key that the token is bound to; `nil` for a bearer token.
        var keyThumbprint: String?
    }

    private static let lifetime: Double = 3600
    private static let assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

    let clock: any SimulationClock
    let random: RandomSource
    private let key = P256.Signing.PrivateKey()
    private var grants: [String: Grant] = [:]
    private var usedIdentifiers: Set<String> = []

    /// The nonces that are accepted, the newest last, with the time each was made.
    private var nonces: [(value: String, made: Date)] = []

    init(clock: any SimulationClock, random: RandomSource) {
        self.clock = clock
        self.random = random
    }

    /// What a token stands for; `nil` when there is no such token or it has expired.
    func grant(_ token: String) -> Grant? {
        guard let grant = grants[token], grant.expires > clock.date else { return nil }
        return grant
    }

    /// Forgets every token, as when an admin revokes them.
    func revokeAll() { grants = [:] }

    /// Makes a new nonce necessary, as happens every 24 hours; old ones are accepted for three days unless `forgets`.
    func rotateNonce(forgets: Bool = false) {
        if forgets { nonces = [] }
        nonces.append((random.letters(22), clock.date))
    }

    /// The nonce that clients are told.
    var currentNonce: String {
        let now = clock.date
        nonces.removeAll { now.timeIntervalSince($0.made) > 3 * 86_400 }
        if nonces.last.map({ now.timeIntervalSince($0.made) > 86_400 }) ?? true { rotateNonce() }
        return nonces.last?.value ?? ""
    }

    func knowsNonce(_ nonce: String) -> Bool {
        let now = clock.date
        return nonces.contains { $0.value == nonce && now.timeIntervalSince($0.made) <= 3 * 86_400 }
    }

    /// Remembers an identifier.
    ///
    /// - Returns: Whether it is new.
    func use(_ identifier: String) -> Bool { usedIdentifiers.insert(identifier).inserted }

    // MARK: Issuing

    /// Gives a token.
    ///
    /// - Parameters:
    ///   - form: The fields of the request.
    ///   - proof: The header `DPoP`.
    ///   - apps: The apps of the org.
    ///   - orgURL: The org's URL.
    /// - Returns: The body of the answer.
    /// - Throws: What the endpoint refuses with.
    func issue(
        _ form: [FormField], proof: String?, apps: [OktaServiceApp], orgURL: String
    ) throws(OAuthFailure) -> JSON {
        guard form["grant_type"] == "client_credentials" else {
            throw OAuthFailure(
                error: "unsupported_grant_type",
                description: "The authorization grant type is not supported by the authorization server.")
        }
        let endpoint = orgURL + "/oauth2/v1/token"
        let (app, clientKey) = try authenticate(form, apps: apps, endpoint: endpoint)
        let thumbprint = try boundKey(proof, app: app, clientKey: clientKey, endpoint: endpoint)
        let scopes = try scopes(form["scope"] ?? "", of: app)
        let expires = clock.date.addingTimeInterval(Self.lifetime)
        let token = sign(app: app, scopes: scopes, expires: expires, thumbprint: thumbprint, orgURL: orgURL)
        grants[token] = Grant(app: app, scopes: Set(scopes), expires: expires, keyThumbprint: thumbprint)
        return [
            "token_type": thumbprint == nil ? "Bearer" : "DPoP", "expires_in": .integer(Int(Self.lifetime)),
            "access_token": .string(token), "scope": .string(scopes.joined(separator: " ")),
        ]
    }

    private func authenticate(
        _ form: [FormField], apps: [OktaServiceApp], endpoint: String
    ) throws(OAuthFailure) -> (OktaServiceApp, JSONWebKey) {
        guard form["client_assertion_type"] == Self.assertionType, let text = form["client_assertion"] else {
            throw .client(
                "Client Credentials requests to the Org Authorization Server must use the private_key_jwt "
                    + "token_endpoint_auth_method.")
        }
        guard let token = JSONWebToken(text) else { throw .client("The client_assertion token is malformed.") }
        let claims = token.claims
        guard let app = apps.first(where: { $0.clientID == claims["iss"]?.string }),
            claims["sub"]?.string == app.clientID,
            form["client_id"].map({ $0 == app.clientID }) ?? true
        else { throw .client("Invalid value for 'client_id' parameter.") }
        let keys = app.keys.compactMap { JSONWebKey(JSON(Array($0.utf8))) }
        let kid = token.header["kid"]?.string
        guard let key = keys.first(where: { (kid == nil || $0.id == nil || $0.id == kid) && token.isSigned(by: $0) })
        else { throw .client("The client_assertion signature is invalid.") }
        guard claims["aud"]?.string == endpoint || claims["aud"]?.array?.contains(.string(endpoint)) == true else {
            throw .client("The audience claim for client_assertion must be the endpoint invoked for the request.")
        }
        let now = clock.date.timeIntervalSince1970
        guard let expiry = claims["exp"]?.double else { throw .client("The client_assertion token has no 'exp'.") }
        guard expiry > now else { throw .client("The client_assertion token is expired.") }
        guard expiry <= now + 3600 + 5 else {
            throw .client("The client_assertion token has an expiration too far into the future.")
        }
        if let issuedAt = claims["iat"]?.double, issuedAt > now + 300 {
            throw .client("The client_assertion token was issued in the future.")
        }
        // Used up by every request, one that is only told a nonce among them.
        if let identifier = claims["jti"]?.string, !use("assertion \(app.clientID) \(identifier)") {
            throw .client("The client_assertion token has already been used.")
        }
        return (app, key)
    }

    private func boundKey(
        _ proof: String?, app: OktaServiceApp, clientKey: JSONWebKey, endpoint: String
    ) throws(OAuthFailure) -> String? {
        guard let proof else {
            guard app.requiresDPoP else { return nil }
            throw .proof("The DPoP proof JWT header is missing.")
        }
        let checked = try DPoPProof(proof, method: "POST", url: endpoint, at: clock.date)
        guard let nonce = checked.nonce, knowsNonce(nonce) else { throw .nonce(currentNonce) }
        guard let identifier = checked.identifier, use("proof \(identifier)") else {
            throw .proof("The DPoP proof JWT has no 'jti', or one that has already been used.")
        }
        guard checked.thumbprint != clientKey.thumbprint else {
            throw .proof("The DPoP proof JWT must not be signed with the key of the client assertion.")
        }
        return checked.thumbprint
    }

    private func scopes(_ text: String, of app: OktaServiceApp) throws(OAuthFailure) -> [String] {
        let wanted = text.split(separator: " ").map(String.init)
        guard !wanted.isEmpty else {
            throw .scope("The authorization server resource does not have any configured default scopes.")
        }
        guard !app.scopes.isDisjoint(with: wanted) else {
            throw .scope("You are not allowed any of the requested scopes.")
        }
        guard app.scopes.isSuperset(of: wanted) else {
            throw .scope("One or more scopes are not configured for the authorization server resource.")
        }
        return wanted
    }

    private func sign(
        app: OktaServiceApp, scopes: [String], expires: Date, thumbprint: String?, orgURL: String
    ) -> String {
        var claims: [String: JSON] = [
            "ver": 1, "jti": .string("AT." + random.letters(40)), "iss": .string(orgURL), "aud": .string(orgURL),
            "sub": .string(app.clientID), "cid": .string(app.clientID),
            "iat": .integer(Int(clock.date.timeIntervalSince1970)),
            "exp": .integer(Int(expires.timeIntervalSince1970)), "scp": .array(scopes.map(JSON.string)),
        ]
        if let thumbprint { claims["cnf"] = ["jkt": .string(thumbprint)] }
        let header: JSON = ["alg": "ES256", "kid": "simulated-org-key"]
        let text = "\(Base64URL.encode(header.bytes)).\(Base64URL.encode(JSON.object(claims).bytes))"
        let signature = (try? key.signature(for: Data(text.utf8)))?.rawRepresentation ?? Data()
        return "\(text).\(Base64URL.encode(signature))"
    }
}
