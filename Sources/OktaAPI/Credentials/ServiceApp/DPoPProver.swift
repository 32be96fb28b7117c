import Crypto
import Foundation
import HTTPTransport
import JWTKit
import Synchronization
import Texts

/// Proves that whoever shows a token also has the key it was made for (RFC 9449).
///
/// The key lives as long as the process; it is another one than that of the service app, as Okta wants it.
final class DPoPProver: Sendable {
    private struct State {
        var isDemanded = false
        var tokenNonce: String?
        var resourceNonce: String?
    }

    private let key = ES256PrivateKey()
    private let state = Mutex(State())

    /// Whether the organisation has shown that it wants proofs.
    var isDemanded: Bool { state.withLock(\.isDemanded) }

    /// The nonce that the token endpoint wants to see.
    var tokenNonce: String? { state.withLock(\.tokenNonce) }

    /// The nonce that everything else wants to see.
    var resourceNonce: String? { state.withLock(\.resourceNonce) }

    /// Notes that proofs are wanted, and perhaps the nonce that the token endpoint gave.
    func demand(nonce: String? = nil) {
        state.withLock {
            $0.isDemanded = true
            if let nonce { $0.tokenNonce = nonce }
        }
    }

    /// Takes the newest nonce from an answer of the token endpoint.
    func noteTokenAnswer(_ answer: OutboundResponse) {
        guard let nonce = Self.nonce(in: answer) else { return }
        state.withLock { $0.tokenNonce = nonce }
    }

    /// Takes the newest nonce from any other answer.
    func noteAnswer(_ answer: OutboundResponse) {
        guard let nonce = Self.nonce(in: answer) else { return }
        state.withLock { $0.resourceNonce = nonce }
    }

    /// Makes a proof, good for one request.
    ///
    /// - Parameters:
    ///   - method: The request's method.
    ///   - url: Its URL; query and fragment do not count.
    ///   - nonce: What the server gave.
    ///   - token: The token that goes along; nil where one is asked for.
    ///   - time: Seconds since 1970.
    ///   - id: What no other proof has.
    /// - Returns: The value of the header `DPoP`.
    /// - Throws: An error of JWTKit's.
    func proof(
        method: String, url: String, nonce: String?, token: String?, time: Int, id: String
    ) async throws -> String {
        let claims = DPoPClaims(
            htm: method, htu: String(url.prefix { $0 != "?" && $0 != "#" }), iat: time, jti: id, nonce: nonce,
            ath: token.map { Base64URL.encode(SHA256.hash(data: Data($0.utf8))) })
        let keys = JWTKeyCollection()
        await keys.add(ecdsa: key)
        return try await keys.sign(
            claims, header: JWTHeader(fields: ["typ": "dpop+jwt", "jwk": .object(publicKey)]))
    }

    private var publicKey: [String: JWTHeaderField] {
        let point = key.publicKey.parameters.map { [$0.x, $0.y] } ?? []
        let coordinates = point.map { Base64URL.encode(Base64URL.decode($0) ?? []) }
        guard coordinates.count == 2 else { return [:] }
        return ["kty": "EC", "crv": "P-256", "x": .string(coordinates[0]), "y": .string(coordinates[1])]
    }

    /// Reads a nonce: visible characters of ASCII without quote and backslash (RFC 9449, 8.1).
    static func nonce(in answer: OutboundResponse) -> String? {
        answer.headers["DPoP-Nonce"].flatMap { nonce in
            let isPlain = nonce.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }
            return isPlain && !nonce.isEmpty && nonce.utf8.count <= 1024 ? nonce : nil
        }
    }
}

/// What a proof says (RFC 9449, 4.2).
struct DPoPClaims: JWTPayload {
    let htm: String
    let htu: String
    let iat: Int
    let jti: String
    let nonce: String?
    let ath: String?

    /// Accepts: it is only signed here.
    func verify(using algorithm: some JWTAlgorithm) async throws {}
}
