/// An answer of Twilio's that refuses.
struct TwilioFailure: Error, Equatable {
    /// The HTTP status.
    var status: Int

    /// Twilio's error code.
    var code: Int

    /// What Twilio says.
    var message: String

    /// The error object.
    var body: JSON {
        [
            "code": .integer(code), "message": .string(message), "status": .integer(status),
            "more_info": .string("https://www.twilio.com/docs/errors/\(code)"),
        ]
    }

    static let unauthorized = TwilioFailure(status: 401, code: 20003, message: "Authenticate")
    static let notInProgress = TwilioFailure(
        status: 400, code: 21220, message: "Call is not in-progress. Cannot redirect.")

    static func notFound(_ path: String) -> TwilioFailure {
        TwilioFailure(status: 404, code: 20404, message: "The requested resource \(path) was not found")
    }

    static func invalid(_ code: Int, _ message: String) -> TwilioFailure {
        TwilioFailure(status: 400, code: code, message: message)
    }

    /// What an error code or a bare status stands for, for faults on demand.
    static func injected(status: Int, code: String?) -> TwilioFailure {
        let usual =
            switch status {
            case 401: 20003
            case 404: 20404
            case 429: 20429
            case 503: 20503
            case 500...: 20500
            default: 20001
            }
        return TwilioFailure(
            status: status, code: code.flatMap { Int($0) } ?? usual, message: "A fault that was asked for.")
    }
}
