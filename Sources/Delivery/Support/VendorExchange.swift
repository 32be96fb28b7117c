import HTTPTransport

/// What all vendors have in common: HTTP.
enum VendorExchange {
    /// Sends a request once.
    ///
    /// - Throws: ``DeliveryError`` when no answer came.
    static func send(
        _ request: OutboundRequest, by transport: any HTTPTransport, deadline: ContinuousClock.Instant
    ) async throws(DeliveryError) -> OutboundResponse {
        do {
            return try await transport.send(request, deadline: deadline)
        } catch {
            throw failure(error)
        }
    }

    /// Reads a transport's failure: nothing was sent only when that is sure.
    static func failure(_ error: TransportError) -> DeliveryError {
        if error.isRequestUnsent {
            return DeliveryError(.unavailable, providerCode: error.code.rawValue, summary: "no connection was made")
        }
        let summary =
            switch error.code {
            case .timeout, .cancelled: "no answer in time"
            case .connect, .interrupted: "the connection broke after the request was sent"
            case .tooLarge: "the answer was too large to be read"
            }
        return DeliveryError(.fateUnknown, providerCode: error.code.rawValue, summary: summary)
    }

    /// Reads an HTTP status where the vendor gave no code that is known.
    ///
    /// Of the statuses from 500 only 503 says that nothing was done; a gateway's 502 and 504 come when the server
    /// behind it may have done all of it, and 500 from anywhere.
    static func error(status: Int, vendorCode: Int? = nil) -> DeliveryError {
        let code = vendorCode.map(String.init) ?? "http-\(status)"
        switch status {
        case 401, 403:
            return DeliveryError(
                .misconfigured, providerCode: code, summary: "access was denied: check the credentials")
        case 404, 410:
            return DeliveryError(
                .misconfigured, providerCode: code, summary: "not found: check the account and the URL")
        case 408:
            return DeliveryError(.unavailable, providerCode: code, summary: "the request did not reach it in time")
        case 426:
            return DeliveryError(.misconfigured, providerCode: code, summary: "a newer version of TLS is wanted")
        case 429:
            return DeliveryError(.throttled, providerCode: code, summary: "too many requests")
        case 400..<500:
            return DeliveryError(.refused, providerCode: code, summary: "the request was refused")
        case 503:
            return DeliveryError(.unavailable, providerCode: code, summary: "the service does not work at the moment")
        case 500...:
            return DeliveryError(.fateUnknown, providerCode: code, summary: "the service failed on the request")
        case 200..<300:
            return DeliveryError(.fateUnknown, providerCode: "malformed", summary: "the answer makes no sense")
        default:
            return DeliveryError(.misconfigured, providerCode: code, summary: "the URL leads elsewhere")
        }
    }
}
