import Crypto
import CryptoExtras
import Foundation
import HTTPTransport
import Testing

@testable import OktaAPI

@Suite("The service app's key")
struct ServiceAppKeyTests {
    private func assertion(_ key: String) async throws -> TakenApart? {
        let claims = ClientAssertion(clientID: "c", tokenURL: "u", time: 1, id: "j")
        return TakenApart(try await ServiceAppKey(key, id: "k").sign(claims))
    }

    private func base64URL(_ bytes: some Sequence<UInt8>) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    @Test
    func `RSA keys sign with RS256, from PKCS 1, PKCS 8 and JWK`() async throws {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        for text in [key.pemRepresentation, key.pkcs8PEMRepresentation] {
            let token = try #require(try await assertion(text))
            #expect(token.header["alg"] as? String == "RS256")
            #expect(token.header["kid"] as? String == "k")
            let signature = _RSA.Signing.RSASignature(rawRepresentation: token.signature)
            #expect(key.publicKey.isValidSignature(signature, for: token.signed, padding: .insecurePKCS1v1_5))
        }
    }

    @Test
    func `A JWK of RSA signs, with and without its primes`() async throws {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let numbers = Self.integers(inPKCS1: Array(key.derRepresentation)).map(base64URL)
        let full = Dictionary(zip(["version", "n", "e", "d", "p", "q"], numbers)) { first, _ in first }
        for members in [["n", "e", "d", "p", "q"], ["n", "e", "d"]] {
            var part = full.filter { members.contains($0.key) }
            part["kty"] = "RSA"
            let text = String(decoding: try JSONSerialization.data(withJSONObject: part), as: UTF8.self)
            let token = try #require(try await assertion(text))
            let signature = _RSA.Signing.RSASignature(rawRepresentation: token.signature)
            #expect(key.publicKey.isValidSignature(signature, for: token.signed, padding: .insecurePKCS1v1_5))
        }
    }

    @Test
    func `Keys on a curve sign with its algorithm, from SEC 1, PKCS 8 and JWK`() async throws {
        let key = P256.Signing.PrivateKey()
        let point = key.publicKey.rawRepresentation
        let jwk = """
            {"kty":"EC","crv":"P-256","x":"\(base64URL(point.prefix(32)))","y":"\(base64URL(point.suffix(32)))",
             "d":"\(base64URL(key.rawRepresentation))"}
            """
        for text in [key.pemRepresentation, jwk] {
            let token = try #require(try await assertion(text))
            #expect(token.header["alg"] as? String == "ES256")
            #expect(token.isSigned(by: key.publicKey))
        }
        #expect(try await assertion(P384.Signing.PrivateKey().pemRepresentation)?.header["alg"] as? String == "ES384")
        #expect(try await assertion(P521.Signing.PrivateKey().pemRepresentation)?.header["alg"] as? String == "ES512")
    }

    @Test
    func `A private scalar whose leading zeros were left out is the same key`() async throws {
        let scalar = [UInt8](repeating: 0, count: 2) + [UInt8](repeating: 7, count: 30)
        let key = try P256.Signing.PrivateKey(rawRepresentation: scalar)
        let jwk = #"{"kty":"EC","crv":"P-256","x":"AA","y":"AA","d":"\#(base64URL(scalar.dropFirst(2)))"}"#
        #expect(try await assertion(jwk)?.isSigned(by: key.publicKey) == true)
    }

    @Test(
        arguments: [
            ("", ServiceAppKey.Fault.unreadable), ("{", .unreadable), (#"{"kty":"EC","crv":"P-256"}"#, .unreadable),
            (#"{"kty":"OKP","crv":"Ed25519","d":"AA"}"#, .unsupported), (#"{"kty":"RSA","n":"AA"}"#, .unreadable),
            ("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", .unreadable),
        ])
    func `What is no key says so, and nothing of itself`(text: String, fault: ServiceAppKey.Fault) {
        #expect(throws: fault) { try ServiceAppKey(text, id: "k") }
    }

    /// Reads the numbers of an RSA key (RFC 8017, A.1.2), without the zero that keeps each positive.
    private static func integers(inPKCS1 der: [UInt8]) -> [[UInt8]] {
        func length(_ rest: inout ArraySlice<UInt8>) -> Int {
            let first = Int(rest.removeFirst())
            guard first > 127 else { return first }
            return (0..<(first & 127)).reduce(0) { sum, _ in sum << 8 | Int(rest.removeFirst()) }
        }
        var rest = der[...]
        rest.removeFirst()
        _ = length(&rest)
        var numbers: [[UInt8]] = []
        while rest.popFirst() == 0x02 {
            let count = length(&rest)
            numbers.append(Array(rest.prefix(count).drop { $0 == 0 }))
            rest = rest.dropFirst(count)
        }
        return numbers
    }
}
