/// What Okta's error codes mean for us (https://developer.okta.com/docs/reference/error-codes).
///
/// Only `errorCode` is meant for programs; its number says nothing of the status it comes with.
public enum OktaErrorTable {
    /// The codes that a call can meet.
    public static let meanings: [String: OktaError.Code] = [
        "E0000001": .refusedRequest,  // Api validation failed
        "E0000003": .refusedRequest,  // The request body was not well-formed
        "E0000004": .unauthorized,  // Authentication failed
        "E0000005": .forbidden,  // Invalid session
        "E0000006": .forbidden,  // You do not have permission to perform the requested action
        "E0000007": .notFound,  // Not found: Resource not found
        "E0000008": .notFound,  // The requested path was not found
        "E0000009": .unavailable,  // Internal server error
        "E0000010": .unavailable,  // Service is in read only mode
        "E0000011": .unauthorized,  // Invalid token provided
        "E0000031": .badSearch,  // Invalid search criteria
        "E0000038": .userUnusable,  // This operation is not allowed in the user's current status
        "E0000047": .rateLimited,  // API call exceeded rate limit due to too many requests
        "E0000067": .unavailable,  // Factors service error
        "E0000068": .wrongPasscode,  // Invalid Passcode/Answer
        "E0000069": .locked,  // User Locked
        "E0000070": .accepted,  // Waiting for ACK
        "E0000073": .rejected,  // User rejected authentication
        "E0000074": .unavailable,  // Factor service error
        "E0000079": .refusedRequest,  // This operation is not allowed in the current authentication state
        "E0000082": .passcodeReused,  // Each code can only be used once
        "E0000083": .passcodeOutsideWindow,  // The passcode is valid but exceeded time window
        "E0000097": .factorUnusable,  // There is no verified phone number on file
        "E0000098": .factorUnusable,  // This phone number is invalid
        "E0000099": .factorUnusable,  // Only numbers located in US and Canada are allowed
        "E0000109": .recentlySent,  // An SMS message was recently sent
        "E0000119": .locked,  // Your account is locked
        "E0000133": .recentlySent,  // A phone call was recently made
        "E0000137": .unavailable,  // Okta did not receive a response from an inline hook
        "E0000138": .unavailable,  // There was an internal error with call provider(s)
        "E0000139": .unavailable,  // Unable to send: telephony provider error
        "E0000140": .factorUnusable,  // The number has opted out of messages
        "E0000146": .limited,  // The organisation's limit of SMS in 24 hours
        "E0000147": .limited,  // The organisation's limit of calls in 24 hours
        "E0000150": .limited,  // The user's limit of SMS
        "E0000151": .limited,  // The user's limit of calls
        "E0000154": .factorUnusable,  // The factor is not active any more
        "E0000155": .userUnusable,  // The user is not active
        "E0000156": .userUnusable,  // The user does not exist any more
        "E0000180": .factorUnusable,  // The factor is not active
        "E0000186": .limited,  // The free tier's limit of SMS in 30 days
        "E0000204": .limited,  // Too many SMS to this user
        "E0000205": .limited,  // Too many calls to this user
        "E0000226": .factorUnusable,  // The phone authenticator needs an active hook
        "E0000247": .factorUnusable,  // The organisation does not support SMS or voice
        "E0000264": .factorUnusable,  // The phone authenticator needs a provider's credentials
    ]

    /// Finds the meaning of an answer; the status decides about codes that Okta may invent.
    public static func meaning(of code: String?, status: Int) -> OktaError.Code {
        if let code, let meaning = meanings[code] { return meaning }
        switch status {
        case 401: return .unauthorized
        case 403: return .forbidden
        case 404, 410: return .notFound
        case 423: return .userUnusable
        case 429: return .rateLimited
        case 400..<500: return .refusedRequest
        default: return .unavailable
        }
    }
}

extension OktaError {
    /// Whether Okta has nobody of the id that was asked for, not even somebody who left.
    public var saysThatUserIsGone: Bool {
        // E0000156: The user does not exist any more
        code == .notFound || oktaCode == "E0000156"
    }
}
