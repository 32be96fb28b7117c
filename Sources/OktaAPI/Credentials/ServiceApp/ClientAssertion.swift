import JWTKit

/// What a service app signs to prove who it is (RFC 7523, 3).
///
/// Okta's page: https://developer.okta.com/docs/guides/implement-oauth-for-okta-serviceapp
struct ClientAssertion: JWTPayload {
    /// How long it is good, in seconds; Okta takes an hour at most.
    static let lifetime = 300

    let iss: String
    let sub: String
    let aud: String
    let iat: Int
    let exp: Int
    let jti: String

    init(clientID: String, tokenURL: String, time: Int, id: String) {
        iss = clientID
        sub = clientID
        aud = tokenURL
        iat = time
        exp = time + Self.lifetime
        jti = id
    }

    /// Accepts: it is only signed here.
    func verify(using algorithm: some JWTAlgorithm) async throws {}
}
