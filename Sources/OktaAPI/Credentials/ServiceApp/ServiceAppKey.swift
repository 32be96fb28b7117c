import Crypto
import Foundation
import JWTKit
import Texts

/// The private key of a service app, and the id under which Okta knows its public half.
public struct ServiceAppKey: Sendable {
    /// Why a text is no such key; it holds nothing of the text.
    public enum Fault: Error, Sendable, Equatable {
        /// Neither PEM nor JWK, damaged, or an RSA key of less than 2048 bits.
        case unreadable
        /// Of a kind or curve that Okta does not take.
        case unsupported

        /// What is wrong, completing a sentence that starts with the setting.
        public var problem: String {
            switch self {
            case .unreadable:
                "is no private key that can be used; give all of it, as PEM without passphrase or as JWK, RSA with 2048 "
                    + "bits at least"
            case .unsupported: "must be an RSA key or one on the curve P-256, P-384 or P-521"
            }
        }
    }

    private enum Kind {
        case rsa(JWTKit.Insecure.RSA.PrivateKey)
        case p256(ES256PrivateKey)
        case p384(ES384PrivateKey)
        case p521(ES512PrivateKey)
    }

    private let kind: Kind
    /// `kid`.
    let id: String

    /// Reads a key.
    ///
    /// - Parameters:
    ///   - text: PEM (PKCS #1, PKCS #8 or SEC 1) without passphrase, or a JWK (RFC 7517).
    ///   - id: `kid`.
    /// - Throws: ``Fault``.
    public init(_ text: String, id: String) throws(Fault) {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        kind = text.hasPrefix("{") ? try Self.jwk(text) : try Self.pem(text)
        self.id = id
    }

    /// Signs claims, as a compact JWS (RFC 7515).
    func sign(_ claims: some JWTPayload) async throws -> String {
        let keys = JWTKeyCollection()
        let id = JWKIdentifier(string: self.id)
        switch kind {
        case .rsa(let key): await keys.add(rsa: key, digestAlgorithm: .sha256, kid: id)
        case .p256(let key): await keys.add(ecdsa: key, kid: id)
        case .p384(let key): await keys.add(ecdsa: key, kid: id)
        case .p521(let key): await keys.add(ecdsa: key, kid: id)
        }
        return try await keys.sign(claims, kid: id)
    }

    // MARK: Reading

    private static func pem(_ text: String) throws(Fault) -> Kind {
        // The label of PKCS #8 does not say what it holds.
        if let key = try? ES256PrivateKey(pem: text) { return .p256(key) }
        if let key = try? ES384PrivateKey(pem: text) { return .p384(key) }
        if let key = try? ES512PrivateKey(pem: text) { return .p521(key) }
        do {
            return .rsa(try JWTKit.Insecure.RSA.PrivateKey(pem: text))
        } catch {
            throw .unreadable
        }
    }

    private static func jwk(_ text: String) throws(Fault) -> Kind {
        guard let key = try? JSONDecoder().decode(Members.self, from: Data(text.utf8)) else { throw .unreadable }
        switch (key.kty, key.crv) {
        case ("RSA", _): return .rsa(try key.rsa())
        case ("EC", "P-256"):
            if let key = try? ES256PrivateKey(key: key.scalar(bytes: 32)) { return .p256(key) }
        case ("EC", "P-384"):
            if let key = try? ES384PrivateKey(key: key.scalar(bytes: 48)) { return .p384(key) }
        case ("EC", "P-521"):
            if let key = try? ES512PrivateKey(key: key.scalar(bytes: 66)) { return .p521(key) }
        default: throw .unsupported
        }
        throw .unreadable
    }

    /// The members of a JWK that matter here.
    private struct Members: Decodable {
        let kty: String
        var crv, n, e, d, p, q: String?

        func rsa() throws(Fault) -> JWTKit.Insecure.RSA.PrivateKey {
            guard let n, let e, let d else { throw .unreadable }
            do {
                guard let p, let q else {
                    return try JWTKit.Insecure.RSA.PrivateKey(modulus: n, exponent: e, privateExponent: d)
                }
                return try JWTKit.Insecure.RSA.PrivateKey(
                    modulus: n, exponent: e, privateExponent: d, prime1: p, prime2: q)
            } catch {
                throw .unreadable
            }
        }

        /// The private scalar at its full length: some writers leave zeros at its beginning out (RFC 7518, 6.2.2.1).
        func scalar(bytes count: Int) -> String {
            guard let value = d.flatMap(Base64URL.decode), value.count < count else { return d ?? "" }
            return Base64URL.encode([UInt8](repeating: 0, count: count - value.count) + value)
        }
    }
}

extension ServiceAppKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Shows nothing of the key.
    public var description: String { "ServiceAppKey(••••)" }
    /// Shows nothing of the key.
    public var debugDescription: String { description }
    /// Shows nothing of the key.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
