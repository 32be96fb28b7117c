import HTTPTransport
import JSON

/// What may be known, and written into a log, of an answer that is an error: `{errorCode, errorId, …}`.
///
/// `errorSummary` and `errorCauses` are words for people, and may name one: only ``explanation`` has them.
struct OktaRefusal {
    /// The HTTP status.
    let status: Int
    /// `E0000068`; nil for a body that is no error object (a gateway's page, half a JSON).
    let oktaCode: String?
    /// `errorId`.
    let errorID: String?
    /// `X-Okta-Request-Id`.
    let requestID: String?
    /// What helps, where the refusal is about our credentials.
    let hint: OktaError.Hint?
    /// Okta's own words, cut short and without control characters.
    let explanation: String?

    init(_ answer: OutboundResponse) {
        let body = JSONValue.parse(answer.body)
        let code = body?["errorCode"]?.text.flatMap(LogToken.init)?.text
        status = answer.status
        oktaCode = code.flatMap { $0.hasPrefix("E") && $0.utf8.count == 8 ? $0 : nil }
        errorID = body?["errorId"]?.text.flatMap(LogToken.init)?.text
        requestID = Self.requestID(of: answer)
        hint = OktaError.Hint(oktaCode: oktaCode, answer)
        let causes = (body?["errorCauses"]?.elements ?? []).compactMap { $0["errorSummary"]?.text }
        explanation = Self.plain(causes.isEmpty ? body?["errorSummary"]?.text : causes.joined(separator: "; "))
    }

    private static func plain(_ text: String?) -> String? {
        guard let text, !text.isEmpty else { return nil }
        return String(
            text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }.map(Character.init).prefix(300))
    }

    static func requestID(of answer: OutboundResponse) -> String? {
        answer.headers["X-Okta-Request-Id"].flatMap(LogToken.init)?.text
    }
}

/// An identifier from outside that may stand in a log: short, and of plain characters.
struct LogToken {
    let text: String

    init?(_ text: String) {
        guard !text.isEmpty, text.utf8.count <= 64, text.utf8.allSatisfy(PercentEncoding.isUnreserved) else {
            return nil
        }
        self.text = text
    }
}
