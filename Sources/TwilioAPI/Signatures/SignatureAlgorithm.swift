/// How a webhook was signed.
enum SignatureAlgorithm: Equatable {
    /// With an auth token.
    case hmacSHA1
    /// With a shared key (https://www.twilio.com/docs/usage/webhooks/webhook-shared-keys).
    case hmacSHA256

    /// Reads `X-Twilio-Webhooks-Signature-Settings: key=…,algorithm=HMAC_SHA256`.
    ///
    /// It is nil for an algorithm that is not known.
    ///
    /// - Parameter settings: The header; where it is absent or names no algorithm, auth tokens signed.
    init?(settings: String?) {
        let named = (settings ?? "").split(separator: ",").lazy.compactMap(Self.name).first
        switch named {
        case nil, "HMAC_SHA1": self = .hmacSHA1
        case "HMAC_SHA256": self = .hmacSHA256
        default: return nil
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
