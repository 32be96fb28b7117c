import Crypto
import Foundation
import OktaAPI

extension ValueFormat where Value == Secret<String> {
    /// A P-256 private key as PEM, in the form in which swift-crypto writes it.
    static let signingKey = ValueFormat<String>("a P-256 private key as PEM") { text, _ throws(ValueFault) in
        let mend = "make one with: openssl ecparam -name prime256v1 -genkey -noout"
        do {
            return try P256.Signing.PrivateKey(pemRepresentation: PEM.privateBlock(of: text)).pemRepresentation
        } catch {
            throw ValueFault(mend: mend)
        }
    }.secret()

    /// The private key of an Okta service app, as PEM or JWK.
    static let serviceAppKey = ValueFormat<String>("a private key as PEM or JWK") { text, _ throws(ValueFault) in
        let text = text.hasPrefix("{") ? try checkedJWK(text) : try PEM.privateKey(text)
        do throws(ServiceAppKey.Fault) {
            _ = try ServiceAppKey(text, id: "")
        } catch {
            throw ValueFault(error.problem, mend: "make one in Okta: the app, Public keys, Add key")
        }
        return text
    }.secret()

    private static func checkedJWK(_ text: String) throws(ValueFault) -> String {
        guard let object = try? JSONSerialization.jsonObject(with: Data(text.utf8)), let key = object as? [String: Any]
        else { throw ValueFault("must be valid JSON, if it is a JWK", mend: "is a quote missing at its end?") }
        guard key["keys"] == nil else { throw ValueFault("must be one key, not a set", mend: "take the key out of it") }
        let needed: [String]
        switch key["kty"] as? String {
        case "RSA": needed = ["n", "e", "d"]
        case "EC": needed = ["crv", "x", "y", "d"]
        default: throw ValueFault("must be an RSA or EC key", mend: "make one in Okta: the app, Public keys, Add key")
        }
        guard needed.allSatisfy({ (key[$0] as? String)?.isEmpty == false }) else {
            throw ValueFault("must be the private key", mend: "a private JWK has the member d; Okta shows it once")
        }
        return text
    }
}

extension ValueFormat where Value == Secret<[UInt8]> {
    /// A key of 32 bytes.
    static let dataKey = ValueFormat<[UInt8]>("32 bytes in base64") { text, _ throws(ValueFault) in
        guard let bytes = Data(base64Encoded: text), bytes.count == 32 else {
            throw ValueFault(mend: "make one with: openssl rand -base64 32")
        }
        return Array(bytes)
    }.secret()
}

/// Keys as text (RFC 7468).
private enum PEM {
    /// Puts the line breaks back into a key that was squeezed into one line with `\n`.
    static func unfolded(_ text: String) -> String {
        text.contains("\n") ? text : text.replacing("\\n", with: "\n")
    }

    /// The private key of a text with several blocks: `openssl ecparam -genkey` writes the curve's parameters before it.
    static func privateBlock(of text: String) -> String {
        let whole = unfolded(text)
        let lines = whole.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
        guard lines.count(where: { $0.hasPrefix("-----BEGIN ") }) > 1,
            let first = lines.firstIndex(where: { $0.hasPrefix("-----BEGIN ") && $0.hasSuffix("PRIVATE KEY-----") }),
            let last = lines[first...].firstIndex(where: { $0.hasPrefix("-----END ") })
        else { return whole }
        return lines[first...last].joined(separator: "\n")
    }

    /// Checks that a text could be a private key without a passphrase.
    static func privateKey(_ text: String) throws(ValueFault) -> String {
        let pem = privateBlock(of: text)
        let lines = pem.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
        guard let first = lines.first, let last = lines.last, first.hasPrefix("-----BEGIN "), first.hasSuffix("-----"),
            last == first.replacing("BEGIN", with: "END", maxReplacements: 1)
        else { throw ValueFault(mend: "copy all of it, from -----BEGIN to the last -----") }
        let label = first.dropFirst(11).dropLast(5)
        guard !label.contains("ENCRYPTED"), !pem.contains("ENCRYPTED") else {
            throw ValueFault("must have no passphrase", mend: "take it off with: openssl pkey -in KEY -out PLAIN")
        }
        guard label.hasSuffix("PRIVATE KEY") else {
            throw ValueFault("must be the private key", mend: "this is another part of it")
        }
        let body = Data(base64Encoded: lines.dropFirst().dropLast().joined())
        // DER starts with a SEQUENCE.
        guard let body, body.count > 32, body.first == 0x30 else {
            throw ValueFault("must be a whole private key", mend: "is a line missing, or a quote around it?")
        }
        return pem
    }
}
