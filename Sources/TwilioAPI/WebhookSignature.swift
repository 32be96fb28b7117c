import Crypto
import Foundation

/// What a signature is checked over.
public struct SignedContent: Sendable {
    /// `X-Twilio-Signature`.
    public let signature: String?
    /// `X-Twilio-Webhooks-Signature-Settings`.
    public let settings: String?
    /// The URL as Twilio called it: the configured base and the raw request target.
    public let url: String
    /// The HTTP method.
    public let method: String
    /// `Content-Type`.
    public let contentType: String?
    /// The raw body.
    public let body: [UInt8]
    /// The parameters of a form body.
    public let form: FormFields

    /// Gathers what is checked.
    public init(
        signature: String?, settings: String?, url: String, method: String, contentType: String?, body: [UInt8],
        form: FormFields
    ) {
        self.signature = signature
        self.settings = settings
        self.url = url
        self.method = method
        self.contentType = contentType
        self.body = body
        self.form = form
    }
}

/// Checks Twilio's webhook signatures (https://www.twilio.com/docs/usage/security#validating-requests).
///
/// Which algorithm is accepted follows from the keys that are configured: HMAC-SHA1 with auth tokens, HMAC-SHA256 with
/// shared keys. A header of the request can only name the one it used, never weaken the check.
public struct WebhookSignature: Sendable {
    private let authTokens: [SymmetricKey]
    private let sharedKeys: [SymmetricKey]

    /// - Parameters:
    ///   - authTokens: The account's auth tokens, primary first.
    ///   - sharedKeys: Shared keys of accounts that sign with HMAC-SHA256.
    public init(authTokens: [String], sharedKeys: [String]) {
        self.authTokens = authTokens.filter { !$0.isEmpty }.map { SymmetricKey(data: Data($0.utf8)) }
        self.sharedKeys = sharedKeys.filter { !$0.isEmpty }.map { SymmetricKey(data: Data($0.utf8)) }
    }

    /// Says whether a request was signed with one of our keys.
    public func isValid(_ content: SignedContent) -> Bool {
        guard let header = content.signature, let presented = Data(base64Encoded: header), !presented.isEmpty else {
            return false
        }
        guard let algorithm = Algorithm(settings: content.settings) else { return false }
        var parameters = ""
        if let digest = BodyDigest(url: content.url) {
            // A JSON body is bound by its digest in the query; only the URL is signed then.
            guard digest.matches(content.body, isForm: content.isForm) else { return false }
            if content.isForm { parameters = Self.text(of: content.form) }
        } else {
            guard content.isForm || content.body.isEmpty else { return false }
            parameters = Self.text(of: content.form)
        }
        return SignedURL.spellings(of: content.url).contains { url in
            matches(presented, Data((url + parameters).utf8), algorithm)
        }
    }

    private enum Algorithm {
        case sha1, sha256

        /// Reads `key=…,algorithm=HMAC_SHA256`; an absent header means SHA-1, an unknown algorithm nothing.
        init?(settings: String?) {
            guard let settings, !settings.isEmpty else {
                self = .sha1
                return
            }
            let algorithm = settings.split(separator: ",").lazy
                .map { $0.trimmingCharacters(in: .whitespaces) }
                .first { $0.lowercased().hasPrefix("algorithm=") }?.dropFirst("algorithm=".count).uppercased()
            switch algorithm {
            case nil, "HMAC_SHA1": self = .sha1
            case "HMAC_SHA256": self = .sha256
            default: return nil
            }
        }
    }

    /// Compares in constant time, with every key: the time does not tell which one was near.
    private func matches(_ presented: Data, _ text: Data, _ algorithm: Algorithm) -> Bool {
        var isValid = false
        switch algorithm {
        case .sha1:
            for key in authTokens
            where HMAC<Insecure.SHA1>.isValidAuthenticationCode(presented, authenticating: text, using: key) {
                isValid = true
            }
        case .sha256:
            for key in sharedKeys
            where HMAC<SHA256>.isValidAuthenticationCode(presented, authenticating: text, using: key) {
                isValid = true
            }
        }
        return isValid
    }

    /// Names in byte order, each with its values: repeated ones once, in order.
    private static func text(of form: FormFields) -> String {
        var text = ""
        let names = Dictionary(grouping: form.fields, by: \.name)
        for name in names.keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            let values = Set((names[name] ?? []).map(\.value))
            for value in values.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) { text += name + value }
        }
        return text
    }
}

extension SignedContent {
    fileprivate var isForm: Bool {
        contentType?.lowercased().hasPrefix("application/x-www-form-urlencoded") ?? false
    }
}

/// `bodySHA256` of a signed URL: the digest of a JSON body.
private struct BodyDigest {
    private let expected: String

    init?(url: String) {
        guard let query = url.split(separator: "?", maxSplits: 1).dropFirst().first,
            let value = FormFields(decodingQuery: String(query))["bodySHA256"]
        else { return nil }
        expected = value
    }

    func matches(_ body: [UInt8], isForm: Bool) -> Bool {
        // A form with such a name in its query is signed as a form.
        if isForm { return true }
        let actual = SHA256.hash(data: body).map { byte in
            let hex = String(byte, radix: 16)
            return byte < 16 ? "0" + hex : hex
        }.joined()
        let left = Array(actual.utf8)
        let right = Array(expected.lowercased().utf8)
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
