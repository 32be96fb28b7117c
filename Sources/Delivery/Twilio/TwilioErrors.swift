import HTTPTransport

/// What Twilio's codes mean for us (https://www.twilio.com/docs/api/errors).
///
/// Twilio splits codes now and then and warns against leaning on fine ones, so that what is not here goes by its range
/// and the HTTP status.
enum TwilioErrors {
    static let table = VendorTable([
        // All products.
        VendorMeaning(20003, .misconfigured, "the credentials are wrong"),  // Authenticate
        VendorMeaning(20005, .misconfigured, "the account is not active"),  // Account not active
        // Resource not accessible with test credentials
        VendorMeaning(20008, .misconfigured, "test credentials cannot do this"),
        // Not found; paths are case-sensitive
        VendorMeaning(20404, .misconfigured, "the account or service is not there"),
        VendorMeaning(20429, .throttled, "too many requests"),  // Never processed
        VendorMeaning(20500, .fateUnknown, "Twilio failed on the request"),  // Internal server error
        VendorMeaning(20503, .unavailable, "Twilio does not work at the moment"),  // Service unavailable

        // Messages.
        VendorMeaning(21211, .invalidDestination, "no valid number to text"),  // Invalid 'To'
        // 'To' is a short code (split off 21211)
        VendorMeaning(21265, .invalidDestination, "a short code cannot be texted"),
        VendorMeaning(21604, .invalidDestination, "no number to text"),  // 'To' is required
        VendorMeaning(21614, .invalidDestination, "no mobile number"),  // 'To' is not a mobile number
        VendorMeaning(21266, .refused, "the number is our own sender"),  // 'To' equals 'From'
        VendorMeaning(21408, .refused, "the country is not enabled for texts"),  // Geo permission
        VendorMeaning(21602, .refused, "there is no text"),  // Body is required
        VendorMeaning(21608, .refused, "a trial account texts verified numbers only"),  // Trial
        VendorMeaning(21610, .refused, "its owner has texted STOP to our sender"),  // Unsubscribed recipient
        VendorMeaning(21612, .refused, "no route from our sender to the number"),  // Pair cannot be routed
        VendorMeaning(21617, .refused, "the text is too long"),  // More than 1600 characters
        VendorMeaning(21611, .throttled, "the sender's queue is full"),  // Queue of 'From' exceeded
        VendorMeaning(21212, .misconfigured, "the sender is not valid"),  // Invalid 'From'
        VendorMeaning(21603, .misconfigured, "there is no sender"),  // 'From' is required
        VendorMeaning(21606, .misconfigured, "the sender cannot text"),  // 'From' is not a usable number

        // Calls.
        VendorMeaning(21201, .invalidDestination, "no number to call"),  // No 'To'
        VendorMeaning(21217, .invalidDestination, "no valid number to call"),  // Number does not appear to be valid
        VendorMeaning(21203, .refused, "calls abroad are not enabled"),  // International calling disabled
        VendorMeaning(21214, .refused, "the number cannot be reached"),  // 'To' cannot be reached
        VendorMeaning(21215, .refused, "the country is not enabled for calls"),  // Geo permission
        VendorMeaning(21216, .refused, "the number is on Twilio's blocklist"),  // Call blocked
        VendorMeaning(21219, .refused, "a trial account calls verified numbers only"),  // Trial
        VendorMeaning(21205, .misconfigured, "a URL of the call is not valid"),  // Invalid URL
        VendorMeaning(21210, .misconfigured, "the calling number is not verified"),  // 'From' not verified
        VendorMeaning(32018, .misconfigured, "the call's document is too long"),  // 'Twiml' over 4000 characters

        // Carriers; mostly in reports, at times in the answer already.
        VendorMeaning(30005, .invalidDestination, "nobody has the number"),  // Unknown destination handset
        VendorMeaning(30006, .invalidDestination, "a landline"),  // Landline or unreachable carrier
        VendorMeaning(30003, .refused, "the telephone cannot be reached"),  // Unreachable destination handset
        VendorMeaning(30004, .refused, "the message was blocked"),  // Message blocked
        VendorMeaning(30007, .refused, "a carrier filtered the message"),  // Message filtered
        VendorMeaning(30008, .refused, "a carrier gave no reason"),  // Unknown error
        VendorMeaning(30001, .throttled, "the queue has overflowed"),  // Queue overflow
        VendorMeaning(30022, .throttled, "the campaign's rate is used up"),  // US A2P 10DLC rate limits
        VendorMeaning(30002, .misconfigured, "the account is suspended"),  // Account suspended
        VendorMeaning(30032, .misconfigured, "the toll-free sender is not verified"),  // Toll-free not verified
        VendorMeaning(30034, .misconfigured, "the sender is not registered for 10DLC"),  // US A2P 10DLC unregistered
        VendorMeaning(30450, .fraudSuspected, "blocked as SMS pumping"),  // SMS pumping protection

        // Verify (https://www.twilio.com/docs/verify/api/error-codes).
        VendorMeaning(60205, .invalidDestination, "a landline"),  // SMS is not supported by landline number
        VendorMeaning(60200, .refused, "a parameter is not valid"),  // Invalid parameter; `To` is told apart below
        VendorMeaning(60220, .refused, "China wants the message vetted"),  // Use case vetting
        VendorMeaning(60247, .refused, "the code's length does not suit"),  // Code length
        VendorMeaning(60331, .refused, "the language cannot be spoken"),  // Locale not supported for calls
        VendorMeaning(60605, .refused, "the country is not enabled for verifications"),  // Verify geo permission
        // These are counts of one number: the provider works for everybody else.
        VendorMeaning(60202, .throttled, "too many checks of the number", blame: .numberOnly),  // Max check attempts
        VendorMeaning(60203, .throttled, "too many codes to the number", blame: .numberOnly),  // Max send attempts
        VendorMeaning(60207, .throttled, "a limit of the service is reached", blame: .numberOnly),  // Max rate limits
        // Concurrent requests
        VendorMeaning(60212, .throttled, "too many requests for the number", blame: .numberOnly),
        VendorMeaning(60245, .throttled, "too many requests for the number", blame: .numberOnly),  // Limits
        VendorMeaning(60204, .misconfigured, "the service cannot do this"),  // Service does not support this feature
        VendorMeaning(60206, .misconfigured, "the service wants an amount and a payee"),  // PSD2 is on
        VendorMeaning(60223, .misconfigured, "the service's channel is off"),  // Channel disabled
        VendorMeaning(60239, .misconfigured, "custom codes are not enabled"),  // BYOT feature is not enabled
        // What Twilio's guards stop goes through no other provider: that would be a way around them, at our cost.
        VendorMeaning(60238, .fraudSuspected, "blocked by Twilio"),  // Verification blocked by Twilio
        VendorMeaning(60410, .fraudSuspected, "blocked by Fraud Guard"),  // Prefix blocked for 12 hours
    ])

    private struct Problem: Decodable {
        let code: Int?
        let message: String?
    }

    /// Reads an answer that is no success.
    static func error(_ response: OutboundResponse) -> DeliveryError {
        let problem = VendorJSON.decode(Problem.self, response.body)
        guard let code = problem?.code else { return VendorExchange.error(status: response.status) }
        // `60200: Invalid parameter: To` is how Verify says that a number is none.
        if code == 60200, let words = problem?.message?.split(whereSeparator: { !$0.isLetter }), words.last == "To" {
            return DeliveryError(.invalidDestination, providerCode: "60200", summary: "no valid number")
        }
        return error(code: code, status: response.status)
    }

    /// Reads a code, whose HTTP status may not be known.
    static func error(code: Int, status: Int) -> DeliveryError {
        if let error = table.error(code) { return error }
        switch (code, status) {
        case (60000..<61000, 429):
            // All of Verify's own limits are those of a number.
            return DeliveryError(
                .throttled, providerCode: String(code), summary: "a limit of the number is reached",
                countsAgainstProvider: false)
        case (60000..<61000, 403), (21000..<22000, 400), (30000..<31000, _):
            return DeliveryError(.refused, providerCode: String(code), summary: "Twilio does not send this")
        default:
            return VendorExchange.error(status: status, vendorCode: code)
        }
    }
}
