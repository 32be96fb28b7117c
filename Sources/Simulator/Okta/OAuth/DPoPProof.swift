import Crypto
import Foundation

/// A proof that the sender of a request has a key (RFC 9449): checked but for what needs a memory.
struct DPoPProof: Sendable {
    /// The thumbprint of the key.
    let thumbprint: String

    /// The proof's `jti`.
    let identifier: String?

    /// The proof's `nonce`.
    let nonce: String?

    private let accessTokenHash: String?

    private static let algorithms: Set<String> = ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"]

    /// Checks a proof.
    ///
    /// - Parameters:
    ///   - text: The value of the header `DPoP`.
    ///   - method: The method of the request.
    ///   - url: The URL of the request, without query and fragment.
    ///   - date: Now.
    /// - Throws: `invalid_dpop_proof`, saying what is wrong.
    init(_ text: String, method: String, url: String, at date: Date) throws(OAuthFailure) {
        guard let token = JSONWebToken(text) else { throw .proof("The DPoP proof JWT is malformed.") }
        guard token.header["typ"]?.string == "dpop+jwt" else {
            throw .proof("The DPoP proof JWT's 'typ' must be 'dpop+jwt'.")
        }
        guard Self.algorithms.contains(token.header["alg"]?.string ?? "") else {
            throw .proof("The DPoP proof JWT's 'alg' is not an asymmetric one that is supported.")
        }
        guard let key = JSONWebKey(token.header["jwk"]), !key.isPrivate else {
            throw .proof("The DPoP proof JWT's 'jwk' must be a public key.")
        }
        guard token.isSigned(by: key) else { throw .proof("The DPoP proof JWT's signature is invalid.") }
        guard token.claims["htm"]?.string == method else {
            throw .proof("The DPoP proof JWT's 'htm' is not the method of the request.")
        }
        guard token.claims["htu"]?.string == url else {
            throw .proof("The DPoP proof JWT's 'htu' is not the URL of the request.")
        }
        guard let made = token.claims["iat"]?.double, abs(date.timeIntervalSince1970 - made) <= 300 else {
            throw .proof("The DPoP proof JWT's 'iat' is missing or too far from now.")
        }
        thumbprint = key.thumbprint
        identifier = token.claims["jti"]?.string
        nonce = token.claims["nonce"]?.string
        accessTokenHash = token.claims["ath"]?.string
    }

    /// Whether the proof belongs to a token.
    func isFor(_ token: String) -> Bool {
        accessTokenHash == Base64URL.encode(SHA256.hash(data: Data(token.utf8)))
    }
}
