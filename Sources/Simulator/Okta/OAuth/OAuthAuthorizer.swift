import HTTPTypes
import Hummingbird

/// Admits the org's API token, bearer tokens, and tokens that are bound to a key.
struct OAuthAuthorizer: OktaAuthorizer {
    let org: OktaOrg
    let tokens: OktaTokens

    func refusal(of request: Request) async -> OktaFailure? {
        let header = request.headers[.authorization] ?? ""
        if let token = Self.credential(header, scheme: "Bearer") { return await bearer(token, request) }
        if let token = Self.credential(header, scheme: "DPoP") { return await bound(token, request) }
        return await TokenAuthorizer(org: org).refusal(of: request)
    }

    private static func credential(_ header: String, scheme: String) -> String? {
        header.hasPrefix(scheme + " ") ? String(header.dropFirst(scheme.count + 1)) : nil
    }

    /// The proof of a request.
    ///
    /// - Throws: `invalid_dpop_proof` when there are several.
    static func proof(in request: Request) throws(OAuthFailure) -> String? {
        guard let name = HTTPField.Name("DPoP") else { return nil }
        let values = request.headers[values: name]
        guard values.count < 2 else { throw .proof("The request has more than one DPoP header.") }
        return values.first
    }

    private func bearer(_ token: String, _ request: Request) async -> OktaFailure? {
        guard let grant = await tokens.grant(token) else {
            return await invalid(request, scheme: "Bearer", "invalid_token", "The access token is invalid.")
        }
        guard grant.keyThumbprint == nil else {
            return await invalid(
                request, scheme: "DPoP", "invalid_token", "The access token is bound to a key and needs DPoP.")
        }
        return await permission(grant, request, scheme: "Bearer")
    }

    private func bound(_ token: String, _ request: Request) async -> OktaFailure? {
        guard let grant = await tokens.grant(token), let thumbprint = grant.keyThumbprint else {
            return await invalid(request, scheme: "DPoP", "invalid_token", "The access token is invalid.")
        }
        do {
            try await check(request, token: token, thumbprint: thumbprint)
        } catch {
            return await invalid(request, scheme: "DPoP", error.error, error.description)
        }
        return await permission(grant, request, scheme: "DPoP")
    }

    private func check(_ request: Request, token: String, thumbprint: String) async throws(OAuthFailure) {
        guard let text = try Self.proof(in: request) else { throw .proof("The DPoP proof JWT header is missing.") }
        let url = await org.url + request.rawPath
        let proof = try DPoPProof(text, method: request.method.rawValue, url: url, at: org.clock.date)
        guard proof.thumbprint == thumbprint else {
            throw .proof("The DPoP proof JWT is signed with another key than the token is bound to.")
        }
        guard proof.isFor(token) else { throw .proof("The DPoP proof JWT's 'ath' is not the hash of the token.") }
        if let nonce = proof.nonce {
            let isKnown = await tokens.knowsNonce(nonce)
            guard isKnown else { throw .proof("The DPoP proof JWT's 'nonce' is unknown.") }
        }
        guard let identifier = proof.identifier else { throw .proof("The DPoP proof JWT has no 'jti'.") }
        let isNew = await tokens.use("proof \(identifier)")
        guard isNew else { throw .proof("The DPoP proof JWT has already been used.") }
    }

    /// Whether a token's scopes and its app's role allow a request.
    private func permission(
        _ grant: OktaTokens.Grant, _ request: Request, scheme: String
    ) async -> OktaFailure? {
        let needed = OktaScopes.needed(method: request.method.rawValue, path: request.rawPath)
        guard grant.scopes.isDisjoint(with: needed) else { return grant.app.hasRole ? nil : .noPermission }
        var failure = OktaFailure.noPermission
        failure.headers["WWW-Authenticate"] = await challenge(
            request, scheme: scheme, "insufficient_scope",
            "The access token provided does not contain the required scopes.")
        return failure
    }

    private func invalid(
        _ request: Request, scheme: String, _ error: String, _ description: String
    ) async -> OktaFailure {
        var failure = OktaFailure.invalidToken
        failure.headers["WWW-Authenticate"] = await challenge(request, scheme: scheme, error, description)
        return failure
    }

    private func challenge(
        _ request: Request, scheme: String, _ error: String, _ description: String
    ) async -> String {
        let url = await org.url
        let needed = OktaScopes.needed(method: request.method.rawValue, path: request.rawPath)
        return "\(scheme) authorization_uri=\"\(url)/oauth2/v1/authorize\", realm=\"\(url)\", "
            + "scope=\"\(needed.first ?? "")\", error=\"\(error)\", error_description=\"\(description)\", "
            + "resource=\"\(request.rawPath)\""
    }
}
