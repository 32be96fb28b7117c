/// What Twilio's error numbers mean for us (https://www.twilio.com/docs/api/errors).
///
/// Twilio splits numbers from time to time, so that only few are named, the rest goes by ranges, and what is in none by
/// the HTTP status.
public enum TwilioErrorTable {
    /// The first range that holds a number decides.
    public static let meanings: [(numbers: ClosedRange<Int>, meaning: TwilioError.Code)] = [
        (20003...20003, .unauthorized),  // Permission denied: credentials, or what they may do
        (20005...20005, .unauthorized),  // The account is not active
        (20403...20403, .unauthorized),  // Forbidden
        (20404...20404, .notFound),  // The requested resource was not found
        (20429...20429, .throttled),  // Too many requests: never processed
        (20500...20599, .unavailable),  // Internal errors, 20503: service unavailable
        (21220...21220, .callNotInProgress),  // The call is not in progress: it cannot be redirected
        (21200...21299, .refused),  // Calls: parameters that do not fit
    ]

    /// Finds the meaning of an answer.
    public static func meaning(of number: Int?, status: Int) -> TwilioError.Code {
        if let number, let row = meanings.first(where: { $0.numbers.contains(number) }) { return row.meaning }
        switch status {
        case 401, 403: return .unauthorized
        case 404: return .notFound
        case 429: return .throttled
        case 400..<500: return .refused
        default: return .unavailable
        }
    }
}
