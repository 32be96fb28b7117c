public import TwilioAPI

/// One of the two webhooks of a company number.
public enum Webhook: String, Sendable, CaseIterable, Encodable {
    case voice
    case sms

    /// What Twilio's console calls it.
    var text: String {
        switch self {
        case .voice: "voice URL"
        case .sms: "SMS URL"
        }
    }
}

extension TwilioNumber {
    /// The webhooks that are not as a company number needs them.
    public func drift(from policy: NumbersPolicy) -> [Webhook] {
        var drift: [Webhook] = []
        if !Self.leads(voiceURL, voiceMethod, to: policy.voiceURL) { drift.append(.voice) }
        if !Self.leads(smsURL, smsMethod, to: policy.smsURL) { drift.append(.sms) }
        return drift
    }

    /// Whether a trunk or an application takes what comes in, so that the URLs do not count.
    public var isUsedElsewhere: Bool {
        [trunkSID, voiceApplicationSID, smsApplicationSID].contains { !($0 ?? "").isEmpty }
    }

    /// Whether a webhook leads to a URL; connection overrides in its fragment are the operator's business.
    private static func leads(_ url: String?, _ method: String?, to wanted: String) -> Bool {
        guard let url, method?.uppercased() ?? "POST" == "POST" else { return false }
        return url == wanted || url.hasPrefix(wanted + "#")
    }
}
