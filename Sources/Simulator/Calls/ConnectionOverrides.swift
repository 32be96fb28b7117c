/// Twilio's connection overrides, which a URL carries as its fragment: `#rc=2&rp=all&rt=5000`.
///
/// Source: Twilio's documentation, "Webhooks: connection overrides".
struct ConnectionOverrides: Equatable {
    /// Milliseconds for establishing the connection.
    var connectTimeout = 5000

    /// Milliseconds for the whole answer.
    var totalTimeout = 15_000

    /// How often to try again.
    var retries = 1

    /// What is a reason to try again: `4xx`, `5xx`, `ct`, `rt`, `all`.
    var policies: Set<String> = ["ct"]

    /// Reads the fragment of a URL.
    init(url: String) {
        guard let mark = url.firstIndex(of: "#") else { return }
        for field in FormEncoding.decode(String(url[url.index(after: mark)...])) ?? [] {
            let number = Int(field.value)
            switch field.name {
            case "ct": connectTimeout = number.map { min(max($0, 100), 10_000) } ?? connectTimeout
            case "rt", "tt": totalTimeout = min(totalTimeout, number.map { min(max($0, 100), 15_000) } ?? totalTimeout)
            case "rc": retries = number.map { min(max($0, 0), 5) } ?? retries
            case "rp": policies = Set(field.value.split(separator: ",").map(String.init))
            default: break
            }
        }
    }

    /// Whether an outcome is a reason to try again.
    func allowsRetry(after reply: WebhookReply) -> Bool {
        let reason: String? =
            switch reply {
            case .failure(code: HTTPWebhookFetcher.connectFailure, _): "ct"
            case .failure: "rt"
            case .answer(400..<500, _, _): "4xx"
            case .answer(500..., _, _): "5xx"
            case .answer: nil
            }
        return reason.map { policies.contains($0) || policies.contains("all") } ?? false
    }
}
