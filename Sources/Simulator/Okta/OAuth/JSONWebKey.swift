import Crypto
import CryptoExtras
import Foundation

/// A public key as a JSON Web Key (RFC 7517): RSA, or a curve of NIST's.
struct JSONWebKey: Sendable {
    let fields: [String: JSON]

    init?(_ value: JSON?) {
        guard let fields = value?.object, ["RSA", "EC"].contains(fields["kty"]?.string) else { return nil }
        self.fields = fields
    }

    var id: String? { fields["kid"]?.string }

    /// Whether it holds the private part too, which nobody should send.
    var isPrivate: Bool { fields["d"] != nil }

    /// The thumbprint of RFC 7638: the hash of the members that make the key.
    var thumbprint: String {
        let names = fields["kty"]?.string == "RSA" ? ["e", "kty", "n"] : ["crv", "kty", "x", "y"]
        let members = names.compactMap { name in fields[name]?.string.map { "\"\(name)\":\"\($0)\"" } }
        return Base64URL.encode(SHA256.hash(data: Data("{\(members.joined(separator: ","))}".utf8)))
    }

    /// Whether a signature is this key's.
    func verifies(_ signature: Data, of data: Data, algorithm: String) -> Bool {
        switch (algorithm, fields["crv"]?.string) {
        case ("RS256", nil): verifiesRSA(signature, SHA256.hash(data: data))
        case ("RS384", nil): verifiesRSA(signature, SHA384.hash(data: data))
        case ("RS512", nil): verifiesRSA(signature, SHA512.hash(data: data))
        case ("ES256", "P-256"):
            (try? P256.Signing.PublicKey(rawRepresentation: point)).flatMap { key in
                (try? P256.Signing.ECDSASignature(rawRepresentation: signature)).map {
                    key.isValidSignature($0, for: SHA256.hash(data: data))
                }
            } ?? false
        case ("ES384", "P-384"):
            (try? P384.Signing.PublicKey(rawRepresentation: point)).flatMap { key in
                (try? P384.Signing.ECDSASignature(rawRepresentation: signature)).map {
                    key.isValidSignature($0, for: SHA384.hash(data: data))
                }
            } ?? false
        case ("ES512", "P-521"):
            (try? P521.Signing.PublicKey(rawRepresentation: point)).flatMap { key in
                (try? P521.Signing.ECDSASignature(rawRepresentation: signature)).map {
                    key.isValidSignature($0, for: SHA512.hash(data: data))
                }
            } ?? false
        default: false
        }
    }

    private func verifiesRSA(_ signature: Data, _ digest: some Digest) -> Bool {
        guard let modulus = bytes("n"), let exponent = bytes("e"),
            let key = try? _RSA.Signing.PublicKey(n: modulus, e: exponent)
        else { return false }
        return key.isValidSignature(
            _RSA.Signing.RSASignature(rawRepresentation: signature), for: digest, padding: .insecurePKCS1v1_5)
    }

    private var point: Data { (bytes("x") ?? Data()) + (bytes("y") ?? Data()) }

    private func bytes(_ name: String) -> Data? { fields[name]?.string.flatMap(Base64URL.decode) }
}

/// Base64 for URLs, without padding (RFC 4648, section 5).
enum Base64URL {
    static func encode(_ bytes: some Sequence<UInt8>) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    static func decode(_ text: String) -> Data? {
        guard !text.contains("="), !text.contains("+"), !text.contains("/") else { return nil }
        var text = text.replacing("-", with: "+").replacing("_", with: "/")
        text += String(repeating: "=", count: (4 - text.count % 4) % 4)
        return Data(base64Encoded: text)
    }
}

/// A JSON Web Token as it was sent; nothing in it is true before its signature has been checked.
struct JSONWebToken: Sendable {
    let header: [String: JSON]
    let claims: [String: JSON]
    private let signed: Data
    private let signature: Data

    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let header = Base64URL.decode(parts[0]), let claims = Base64URL.decode(parts[1]),
            let signature = Base64URL.decode(parts[2]), let headerFields = JSON(Array(header))?.object,
            let claimFields = JSON(Array(claims))?.object
        else { return nil }
        self.header = headerFields
        self.claims = claimFields
        self.signature = signature
        signed = Data("\(parts[0]).\(parts[1])".utf8)
    }

    func isSigned(by key: JSONWebKey) -> Bool {
        key.verifies(signature, of: signed, algorithm: header["alg"]?.string ?? "")
    }
}
