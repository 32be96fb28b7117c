import HTTPTransport
import OktaAPI
import TwilioAPI

// What `check` says of errors that logs name by their codes.

extension OktaError {
    /// What happened and what helps, for somebody who sets it up; `attribute` is what was searched by.
    func inPlainWords(searchingBy attribute: String) -> String {
        "\(meaning(attribute).what)\(details); \(hint?.mend ?? meaning(attribute).mend)"
    }

    /// What happened, for somebody who need not do anything about it.
    var trouble: String { meaning("the attribute").what + details }

    private func meaning(_ attribute: String) -> (what: String, mend: String) {
        switch code {
        case .unauthorized: ("Okta does not accept the token", "make a new one and set OKTA_API_TOKEN")
        case .forbidden:
            ("Okta does not let the token do this", "give its owner a role that may read users and verify factors")
        case .badSearch:
            (
                "Okta cannot search by \(attribute)",
                "add the profile attribute \(attribute): voicegate setup okta does it"
            )
        case .rateLimited, .limited:
            ("Okta has had too many requests", "wait \(retryAfter.map(Self.seconds) ?? "a minute"), then try again")
        case .timeout: ("Okta gave no answer in time", "is it reachable from here? then try again")
        case .unavailable where fate == .unsent:
            ("Okta cannot be reached", "is OKTA_ORG_URL right, and reachable from here?")
        case .unavailable: ("Okta has trouble of its own", "try again later; https://status.okta.com tells more")
        case .malformedAnswer:
            ("what answers is not Okta", "is OKTA_ORG_URL the organisation's own address?")
        case .foreignLink: ("Okta's answer leads to another host", "is OKTA_ORG_URL the organisation's own address?")
        default: ("Okta refused the request", "is OKTA_ORG_URL right, and the organisation active?")
        }
    }

    private static func seconds(_ time: Duration) -> String { "\(max(1, Int((time / .seconds(1)).rounded(.up)))) s" }

    private var details: String {
        let parts = [oktaCode, status.map { "HTTP \($0)" }, requestID.map { "request \($0)" }].compactMap { $0 }
        return parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
    }
}

extension TwilioError {
    /// What happened and what helps, for somebody who sets it up.
    var inPlainWords: String {
        let parts = [twilioCode.map { "error \($0)" }, status.map { "HTTP \($0)" }].compactMap { $0 }
        let details = parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
        let (what, mend) = meaning
        return "\(what)\(details); \(mend)"
    }

    private var meaning: (what: String, mend: String) {
        switch code {
        case .unauthorized:
            (
                "Twilio does not accept the credentials",
                "check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, or TWILIO_API_KEY and TWILIO_API_SECRET"
            )
        case .throttled: ("Twilio has had too many requests", "wait a minute, then try again")
        case .notFound: ("Twilio knows no such account", "check TWILIO_ACCOUNT_SID, and TWILIO_API_URL for its region")
        case .unavailable: ("Twilio gave no good answer", "try again later; https://status.twilio.com tells more")
        case .unreachable: ("Twilio cannot be reached", "is TWILIO_API_URL right, and reachable from here?")
        case .malformed: ("what answers is not Twilio", "is TWILIO_API_URL right?")
        case .refused, .callNotInProgress: ("Twilio refused the request", "is the account active? see Twilio's console")
        }
    }
}
