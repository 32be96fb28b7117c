import HTTPTransport
import JSON

/// A token that the organisation gave, and how long it is good.
struct AccessToken: Sendable {
    let text: String
    /// Whether it goes with a proof of possession.
    let isBound: Bool
    /// What it allows, where Okta said so.
    let scopes: [String]?
    /// From when on another one is fetched.
    let renewAt: ContinuousClock.Instant
    /// From when on it is not used any more.
    let endsAt: ContinuousClock.Instant

    /// Reads the token endpoint's answer (RFC 6749, 5.1).
    ///
    /// - Parameters:
    ///   - answer: The answer.
    ///   - begin: When it was asked for: its life has begun by then, as seen from here.
    init?(_ answer: OutboundResponse, askedAt begin: ContinuousClock.Instant) {
        guard let body = JSONValue.parse(answer.body), let token = body["access_token"]?.text, !token.isEmpty,
            token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return nil }
        switch body["token_type"]?.text?.lowercased() {
        case "bearer": isBound = false
        case "dpop": isBound = true
        default: return nil
        }
        text = token
        scopes = body["scope"]?.text.map { $0.split(separator: " ").map(String.init) }
        let life = min(max(body["expires_in"]?.number ?? 3600, 0), 86_400)
        // Five minutes before its end, as Okta advises; a quarter of its life where that is short.
        renewAt = begin + .seconds(life - min(300, life / 4))
        endsAt = begin + .seconds(life - min(10, life / 10))
    }
}
