import HTTPTransport

/// What 8x8's codes mean for us (https://developer.8x8.com/connect/docs/api-error-codes and
/// https://developer.8x8.com/connect/docs/voice/error-codes/voice-status-codes-reference).
enum EightByEightErrors {
    static let table = VendorTable([
        // Text messages.
        VendorMeaning(1002, .invalidDestination, "no valid number"),  // Invalid MSISDN
        VendorMeaning(1009, .invalidDestination, "no valid country"),  // Invalid country code
        VendorMeaning(3002, .invalidDestination, "no number"),  // Missed MSISDN
        VendorMeaning(3003, .invalidDestination, "no valid number"),  // Invalid MSISDN
        VendorMeaning(3018, .invalidDestination, "no valid country"),  // Invalid country code
        VendorMeaning(1000, .refused, "a parameter is not valid"),  // Invalid parameter
        VendorMeaning(1003, .refused, "the encoding is not valid"),  // Invalid encoding
        VendorMeaning(1004, .refused, "the text is not valid"),  // Invalid text
        VendorMeaning(1006, .refused, "the expiry is not valid"),  // Invalid expiry
        VendorMeaning(1010, .refused, "a parameter is out of range"),  // Parameter out of range
        VendorMeaning(3004, .refused, "there is no content"),  // Missed content
        VendorMeaning(3005, .refused, "there is no text"),  // Missed text
        VendorMeaning(3006, .refused, "the text is too long"),  // Too long text
        VendorMeaning(3009, .refused, "our id is too long"),  // Too long clientMessageId
        VendorMeaning(1100, .throttled, "the subaccount's limit is reached"),  // Bulk limit reached
        // It is the number's own pause between messages: others are served.
        VendorMeaning(1400, .throttled, "sent to the number a moment ago", blame: .numberOnly),  // Resending interval
        VendorMeaning(1001, .misconfigured, "the subaccount is not valid"),  // Illegal subaccount
        VendorMeaning(1005, .misconfigured, "the sender is not valid"),  // Invalid source
        VendorMeaning(1014, .misconfigured, "a newer version of TLS is wanted"),  // TLS version
        VendorMeaning(1200, .misconfigured, "the API key is wrong"),  // Unauthorized access
        VendorMeaning(1201, .misconfigured, "the API key may not do this"),  // Access forbidden
        VendorMeaning(1300, .misconfigured, "the subaccount is not there"),  // Not found
        VendorMeaning(2001, .misconfigured, "8x8 does not have this function"),  // Not implemented
        VendorMeaning(2002, .misconfigured, "8x8 does not have this version"),  // Unsupported API version
        VendorMeaning(2003, .misconfigured, "the subaccount does not have the product"),  // Unsupported product
        VendorMeaning(3011, .misconfigured, "the sender is too long"),  // Too long source
        VendorMeaning(3020, .misconfigured, "the report URL is not valid"),  // Invalid DR callback URL
        VendorMeaning(2000, .fateUnknown, "8x8 failed on the request"),  // Internal error

        // Calls.
        VendorMeaning(-1017, .invalidDestination, "no valid number"),  // Invalid MSISDN format in destination
        VendorMeaning(-1002, .refused, "the voice or language is not there"),  // Speech profile invalid
        VendorMeaning(-1015, .refused, "the code has expired"),  // Validity period has expired
        VendorMeaning(-1016, .refused, "the text has signs that are not taken"),  // Special characters
        VendorMeaning(-1001, .misconfigured, "the call flow is not taken"),  // Invalid JSON
        VendorMeaning(-1007, .misconfigured, "the call flow is not taken"),  // Invalid action type
        VendorMeaning(-1009, .misconfigured, "the call flow is not taken"),  // Invalid entry
        VendorMeaning(-1010, .misconfigured, "the call flow is not taken"),  // Actions beyond the allowed count
        VendorMeaning(-1011, .misconfigured, "the call flow is not taken"),  // Multiple destinations
        VendorMeaning(-1012, .misconfigured, "the call flow is not taken"),  // Incorrect hangup
        VendorMeaning(-1013, .misconfigured, "the call flow is not taken"),  // First action must be makeCall
        VendorMeaning(-1014, .misconfigured, "the calling number is not allowed"),  // Caller id not allowed
        VendorMeaning(-9999, .fateUnknown, "8x8 failed on the request"),  // Unknown error
    ])

    private struct Problem: Decodable {
        let code: Int?
        let statusCode: Int?
    }

    /// Reads an answer that is no success.
    static func error(_ response: OutboundResponse) -> DeliveryError {
        let problem = VendorJSON.decode(Problem.self, response.body)
        guard let code = problem?.code ?? problem?.statusCode else {
            return VendorExchange.error(status: response.status)
        }
        // A failed call flow may carry the HTTP status as its code (401, 404, 500).
        let status = (200..<300).contains(response.status) ? (400..<600).contains(code) ? code : 400 : response.status
        return table.error(code) ?? VendorExchange.error(status: status, vendorCode: code)
    }
}
