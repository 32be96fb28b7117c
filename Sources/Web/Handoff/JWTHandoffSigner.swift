public import CallFlow
import Crypto
public import Foundation
import JWTKit
import Texts

/// Signs hand-off tokens: JWT, ES256, five minutes (RFC 7519, RFC 7518 section 3.4).
public struct JWTHandoffSigner: HandoffSigner {
    private let keys: JWTKeyCollection
    private let keyID: String
    private let publicKey: P256.Signing.PublicKey
    private let issuer: String
    private let audience: String

    /// How long a token is good for, seconds.
    public static let lifetime: Double = 300

    /// - Parameters:
    ///   - privateKeyPEM: P-256 private key, PEM.
    ///   - issuer: `iss`, the service's public URL.
    ///   - audience: `aud`.
    /// - Throws: When the key is not a P-256 private key.
    public init(privateKeyPEM: String, issuer: String, audience: String) async throws {
        let key = try P256.Signing.PrivateKey(pemRepresentation: privateKeyPEM)
        publicKey = key.publicKey
        keyID = Self.thumbprint(of: key.publicKey)
        self.issuer = issuer
        self.audience = audience
        keys = JWTKeyCollection()
        await keys.add(
            ecdsa: try ES256PrivateKey(pem: key.pemRepresentation), kid: JWKIdentifier(string: keyID))
    }

    /// Signs a token for a verified call.
    public func token(for state: CallState, at now: Date) async throws -> String {
        guard let verification = state.verification, let caller = state.caller else { throw HandoffError.notVerified }
        let claims = HandoffClaims(
            iss: issuer, aud: audience, iat: Int(now.timeIntervalSince1970),
            exp: Int(now.timeIntervalSince1970 + Self.lifetime), jti: UUID().uuidString, sub: caller.id.value,
            amr: [verification.factor.rawValue], call_sid: state.id.value, phone_attestation: state.attestation.rawValue
        )
        return try await keys.sign(claims, kid: JWKIdentifier(string: keyID))
    }

    /// The public key as a JWK set (RFC 7517), for whoever checks the tokens.
    public var keySet: String {
        let point = Self.point(of: publicKey)
        return """
            {"keys":[{"kty":"EC","crv":"P-256","alg":"ES256","use":"sig","kid":"\(keyID)",\
            "x":"\(point.x)","y":"\(point.y)"}]}
            """
    }

    /// RFC 7638 thumbprint: the same key has the same `kid` on every instance.
    private static func thumbprint(of key: P256.Signing.PublicKey) -> String {
        let point = point(of: key)
        let canonical = #"{"crv":"P-256","kty":"EC","x":"\#(point.x)","y":"\#(point.y)"}"#
        return Base64URL.encode(SHA256.hash(data: Data(canonical.utf8)))
    }

    private static func point(of key: P256.Signing.PublicKey) -> (x: String, y: String) {
        let raw = key.rawRepresentation
        return (Base64URL.encode(raw.prefix(32)), Base64URL.encode(raw.suffix(32)))
    }

    /// Makes a new key, PEM.
    public static func makeKey() -> String { P256.Signing.PrivateKey().pemRepresentation }
}

/// Why no token was signed.
public enum HandoffError: Error, CustomStringConvertible {
    /// Nothing was proved in this call.
    case notVerified

    /// What happened and what helps.
    public var description: String {
        switch self {
        case .notVerified:
            "no token was signed, since the caller is not verified: a step asked for one that is open to everybody; report "
                + "it with the call's lines of the log"
        }
    }
}

/// The claims of a hand-off token; the names are those of the interface.
struct HandoffClaims: JWTPayload {
    let iss: String
    let aud: String
    let iat: Int
    let exp: Int
    let jti: String
    let sub: String
    let amr: [String]
    let call_sid: String
    let phone_attestation: String

    func verify(using algorithm: some JWTAlgorithm) async throws {}
}
