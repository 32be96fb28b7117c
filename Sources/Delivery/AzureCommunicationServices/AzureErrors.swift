/// What the HTTP statuses of Azure Communication Services mean for us, for a whole request and for one recipient
/// inside a 202 (https://learn.microsoft.com/rest/api/communication/errorcodes).
enum AzureErrors {
    /// Of one recipient.
    static let recipientTable = VendorTable([
        VendorMeaning(400, .invalidDestination, "no valid number"),  // The number is malformed, or nobody's
        VendorMeaning(401, .misconfigured, "the resource may not text this country"),  // Unauthorized
        VendorMeaning(403, .misconfigured, "the sender may not text the number"),  // Forbidden
        VendorMeaning(404, .misconfigured, "the sender does not belong to the resource"),  // Not found
        VendorMeaning(408, .unavailable, "Azure did not get to it in time"),  // Request timeout
        VendorMeaning(422, .refused, "the message was refused"),  // Unprocessable
        VendorMeaning(429, .throttled, "too many messages"),  // Too many requests
        VendorMeaning(500, .fateUnknown, "Azure failed on the message"),  // Internal server error
        VendorMeaning(503, .unavailable, "Azure does not work at the moment"),  // Service unavailable
    ])

    /// Of a whole request: the same, but that a 400 is our own fault and no number's.
    static func request(_ status: Int) -> DeliveryError { VendorExchange.error(status: status) }

    /// Of one recipient.
    static func recipient(_ status: Int) -> DeliveryError {
        recipientTable.error(status) ?? VendorExchange.error(status: status)
    }
}
