import Crypto
import Foundation

/// Signs webhooks as Twilio does.
///
/// Source: Twilio's documentation, "Security: Validating requests are coming from Twilio".
enum TwilioSignature {
    /// The value of `X-Twilio-Signature`.
    ///
    /// - Parameters:
    ///   - url: The URL exactly as it enters the signature; see ``signedURL(for:)``.
    ///   - fields: The decoded fields of a form body; none for `GET`.
    ///   - authToken: The account's auth token.
    /// - Returns: 28 characters of Base64.
    static func sign(url: String, fields: [FormField], authToken: String) -> String {
        // A name that occurs twice counts each of its values once, in order.
        let sorted = Set(fields).sorted { left, right in
            left.name == right.name
                ? left.value.utf8.lexicographicallyPrecedes(right.value.utf8)
                : left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
        }
        let text = sorted.reduce(url) { $0 + $1.name + $1.value }
        let key = SymmetricKey(data: Data(authToken.utf8))
        let mac = HMAC<Insecure.SHA1>.authenticationCode(for: Data(text.utf8), using: key)
        return Data(mac).base64EncodedString()
    }

    /// The URL that enters the signature of a voice webhook: user and password and fragment are dropped, and with
    /// `https` the port too; a port of `http` stays.
    ///
    /// - Parameters:
    ///   - url: The URL as it is configured.
    ///   - keepsPort: Whether the port stays with `https` too, as it does for messages.
    /// - Returns: The URL that is signed.
    static func signedURL(for url: String, keepsPort: Bool = false) -> String {
        let withoutFragment = url.prefix { $0 != "#" }
        guard let mark = withoutFragment.range(of: "://") else { return String(withoutFragment) }
        let scheme = withoutFragment[..<mark.lowerBound]
        let rest = withoutFragment[mark.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        var host = authority[
            (authority.lastIndex(of: "@").map { authority.index(after: $0) } ?? authority.startIndex)...]
        if !keepsPort, scheme.lowercased() == "https", let colon = host.lastIndex(of: ":"),
            host[host.index(after: colon)...].allSatisfy(\.isNumber)
        {
            host = host[..<colon]
        }
        return "\(scheme)://\(host)\(rest.dropFirst(authority.count))"
    }
}
