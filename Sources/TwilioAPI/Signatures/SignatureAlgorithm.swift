/// How a webhook was signed.
enum SignatureAlgorithm: Equatable {
    /// With an auth token.
    case hmacSHA1
    /// With a shared key (https://www.twilio.com/docs/usage/webhooks/webhook-shared-keys).
    case hmacSHA256

    /// Reads `X-Twilio-Webhooks-Signature-Settings: key=…,algorithm=HMAC_SHA256`.
    ///
    /// - Parameter settings: The header.
    /// - Returns: The algorithm that it names; both, each with its own keys, where it is absent or names none; none for
    ///   one that is not known.
    static func possible(by settings: String?) -> [SignatureAlgorithm] {
        let named = (settings ?? "").split(separator: ",").lazy.compactMap(Self.name).first
        switch named {
        case nil: return [.hmacSHA1, .hmacSHA256]
        case "HMAC_SHA1": return [.hmacSHA1]
        case "HMAC_SHA256": return [.hmacSHA256]
        default: return []
        }
    }

    private static func name(in setting: Substring) -> String? {
        let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, trimmed(parts[0]).lowercased() == "algorithm" else { return nil }
        let name = trimmed(parts[1])
        return name.isEmpty ? nil : name.uppercased()
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
