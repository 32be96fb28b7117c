/// A refusal of the token endpoint: OAuth's error object, not Okta's.
struct OAuthFailure: Error, Equatable {
    var status = 400
    var error: String
    var description: String

    /// The nonce that the client should use next.
    var nonce: String?

    static func client(_ description: String) -> OAuthFailure {
        OAuthFailure(status: 401, error: "invalid_client", description: description)
    }

    static func proof(_ description: String) -> OAuthFailure {
        OAuthFailure(error: "invalid_dpop_proof", description: description)
    }

    static func scope(_ description: String) -> OAuthFailure {
        OAuthFailure(error: "invalid_scope", description: description)
    }

    static func nonce(_ nonce: String) -> OAuthFailure {
        OAuthFailure(
            error: "use_dpop_nonce", description: "Authorization server requires nonce in DPoP proof.", nonce: nonce)
    }
}
