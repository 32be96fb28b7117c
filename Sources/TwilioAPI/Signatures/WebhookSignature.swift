import Crypto
import Foundation

/// Checks Twilio's webhook signatures (https://www.twilio.com/docs/usage/security#validating-requests).
///
/// Which algorithm is accepted follows from the keys that are configured: HMAC-SHA1 with auth tokens, HMAC-SHA256 with
/// shared keys. A header of the request can only name the one it used, never weaken the check; where none is named, each
/// key is tried with its own algorithm.
public struct WebhookSignature: Sendable {
    private let authTokens: [SymmetricKey]
    private let sharedKeys: [SymmetricKey]

    /// Takes the keys; empty ones are no keys.
    ///
    /// - Parameters:
    ///   - authTokens: The account's auth tokens, primary first.
    ///   - sharedKeys: Shared keys of accounts that sign with HMAC-SHA256.
    public init(authTokens: [String], sharedKeys: [String]) {
        self.authTokens = authTokens.filter { !$0.isEmpty }.map { SymmetricKey(data: Data($0.utf8)) }
        self.sharedKeys = sharedKeys.filter { !$0.isEmpty }.map { SymmetricKey(data: Data($0.utf8)) }
    }

    /// Says whether a request was signed with one of our keys, every byte of it that has a meaning.
    public func isValid(_ content: SignedContent) -> Bool {
        let algorithms = SignatureAlgorithm.possible(by: content.settings)
        guard let signature = content.signature, !signature.isEmpty, !algorithms.isEmpty else { return false }
        if !content.isForm {
            // What is no form is bound by its digest in the query; without one nothing would vouch for it.
            if let digest = BodyDigest(url: content.url) {
                guard digest.matches(content.body) else { return false }
            } else if !content.body.isEmpty {
                return false
            }
        }
        let presented = Array(signature.utf8)
        // A GET has its parameters in the query, so that there is nothing to add.
        let parameters = SignedParameters.bytes(of: content.form)
        let url = SignedURL(content.url)
        return matches(presented, Array(url.exact.utf8) + parameters, algorithms)
            || url.otherSpellings.contains { matches(presented, Array($0.utf8) + parameters, algorithms) }
    }

    /// Tries every key, so that the time does not tell which one was right.
    private func matches(_ presented: [UInt8], _ text: [UInt8], _ algorithms: [SignatureAlgorithm]) -> Bool {
        var isValid = false
        if algorithms.contains(.hmacSHA1) {
            for key in authTokens {
                let code = Data(HMAC<Insecure.SHA1>.authenticationCode(for: text, using: key))
                isValid = ConstantTime.areEqual(presented, Array(code.base64EncodedString().utf8)) || isValid
            }
        }
        if algorithms.contains(.hmacSHA256) {
            for key in sharedKeys {
                let code = Data(HMAC<SHA256>.authenticationCode(for: text, using: key))
                isValid = ConstantTime.areEqual(presented, Array(code.base64EncodedString().utf8)) || isValid
            }
        }
        return isValid
    }
}

extension WebhookSignature: CustomStringConvertible {
    /// How many keys there are, not which.
    public var description: String { "WebhookSignature(\(authTokens.count) tokens, \(sharedKeys.count) shared keys)" }
}
