/// An answer of Okta's that refuses: its HTTP status and its error object.
struct OktaFailure: Error, Equatable {
    /// The HTTP status.
    var status: Int

    /// Okta's error code, `E0000…`.
    var code: String

    /// What Okta says in general.
    var summary: String

    /// What Okta says in particular.
    var causes: [String] = []

    /// Headers that come with it, such as `WWW-Authenticate`.
    var headers: [String: String] = [:]

    /// The error object.
    ///
    /// - Parameter id: What support would ask for, `oae…`.
    /// - Returns: The object as Okta writes it.
    func body(id: String) -> JSON {
        [
            "errorCode": .string(code), "errorSummary": .string(summary), "errorLink": .string(code),
            "errorId": .string(id), "errorCauses": .array(causes.map { ["errorSummary": .string($0)] }),
        ]
    }
}

// The texts and statuses are those of Okta's error catalogue.
extension OktaFailure {
    static let malformedBody = OktaFailure(
        status: 400, code: "E0000003", summary: "The request body was not well-formed.")
    static let invalidToken = OktaFailure(status: 401, code: "E0000011", summary: "Invalid token provided")
    static let unsupportedMediaType = OktaFailure(
        status: 415, code: "E0000021",
        summary: "Bad request.  Accept and/or Content-Type headers likely do not match supported values.")
    static let noPermission = OktaFailure(
        status: 403, code: "E0000006", summary: "You do not have permission to perform the requested action")
    static let featureMissing = OktaFailure(
        status: 401, code: "E0000015", summary: "You do not have permission to access the feature you are requesting")
    static let methodNotSupported = OktaFailure(
        status: 405, code: "E0000022", summary: "The endpoint does not support the provided HTTP method")
    static let badSearch = OktaFailure(status: 400, code: "E0000031", summary: "Invalid search criteria.")
    static let statusForbids = OktaFailure(
        status: 403, code: "E0000038", summary: "This operation is not allowed in the user's current status.")
    static let tooManyRequests = OktaFailure(
        status: 429, code: "E0000047", summary: "API call exceeded rate limit due to too many requests.")
    static let wrongPasscode = OktaFailure(
        status: 403, code: "E0000068", summary: "Invalid Passcode/Answer",
        causes: ["Your passcode doesn't match our records. Please try again."])
    static let userLocked = OktaFailure(status: 403, code: "E0000069", summary: "User Locked")
    static let codeReused = OktaFailure(
        status: 403, code: "E0000082",
        summary: "Each code can only be used once. Please wait for a new code and try again.")
    static let codeOutsideWindow = OktaFailure(
        status: 403, code: "E0000083", summary: "Passcode is valid but exceeded time window.")
    static let messageRecentlySent = OktaFailure(
        status: 429, code: "E0000109",
        summary: "An SMS message was recently sent. Please wait 30 seconds before trying again.")
    static let callRecentlyMade = OktaFailure(
        status: 429, code: "E0000133",
        summary: "A phone call was recently made. Please wait 30 seconds before trying again.")
    static let userNotActive = OktaFailure(status: 423, code: "E0000155", summary: "User is not active.")
    static let userGone = OktaFailure(status: 410, code: "E0000156", summary: "User has been deactivated.")
    static let factorNotActive = OktaFailure(status: 423, code: "E0000180", summary: "Factor is not active.")

    static func validation(_ field: String, _ cause: String) -> OktaFailure {
        OktaFailure(
            status: 400, code: "E0000001", summary: "Api validation failed: \(field)", causes: ["\(field): \(cause)"])
    }

    static func notFound(_ id: String, _ type: String) -> OktaFailure {
        OktaFailure(
            status: 404, code: "E0000007", summary: "Not found: Resource not found: \(id) (\(type))")
    }

    /// What an error code or a bare status stands for, for faults on demand.
    static func injected(status: Int, code: String?) -> OktaFailure {
        let usual =
            switch status {
            case 401: "E0000011"
            case 403: "E0000006"
            case 404: "E0000007"
            case 429: "E0000047"
            case 503: "E0000010"
            case 504: "E0000067"
            case 500...: "E0000009"
            default: "E0000001"
            }
        return OktaFailure(status: status, code: code ?? usual, summary: "A fault that was asked for.")
    }
}
