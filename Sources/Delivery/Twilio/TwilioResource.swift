import HTTPTransport

/// What messages and calls of Twilio's have in common.
enum TwilioResource {
    private struct Created: Decodable {
        let sid: String
        let status: String?
        let error_code: Int?
    }

    /// Reads the answer to a create request.
    ///
    /// A message may be created and have failed already.
    static func receipt(_ response: OutboundResponse) throws(DeliveryError) -> DeliveryReceipt {
        guard (200..<300).contains(response.status) else { throw TwilioErrors.error(response) }
        guard let created = VendorJSON.decode(Created.self, response.body) else {
            throw VendorExchange.error(status: response.status)
        }
        switch created.status {
        case "failed", "undelivered", "canceled":
            if let code = created.error_code { throw TwilioErrors.error(code: code, status: 400) }
            throw DeliveryError(.refused, providerCode: created.status, summary: "created, and failed at once")
        default:
            return DeliveryReceipt(
                reference: created.sid, metadata: created.status.map { "status=\($0)" } ?? "")
        }
    }

    /// The URL of a message's reports.
    ///
    /// It names our event, so that a report also finds a send whose answer was lost.
    static func callback(_ url: String, _ message: CodeMessage) -> String {
        "\(url)?event=\(PercentEncoding.encode(message.eventID))"
    }
}
