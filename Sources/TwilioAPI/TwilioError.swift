import Foundation
import HTTPTransport

/// Why Twilio did not do what was asked.
public struct TwilioError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What it means for us.
    public enum Code: String, Sendable, CaseIterable {
        /// The call has ended, or never was.
        case callNotInProgress
        case unauthorized
        /// Too many requests: nothing was processed.
        case throttled
        /// Twilio found something wrong with the request.
        case refused
        case notFound
        /// Twilio failed; what became of the request is not known.
        case unavailable
        /// No connection: nothing was sent.
        case unreachable
        /// The answer makes no sense.
        case malformed
    }

    /// What it means for us.
    public let code: Code
    /// Twilio's own number, e.g. 21220.
    public let twilioCode: Int?
    /// The HTTP status.
    public let status: Int?

    init(_ code: Code, twilioCode: Int? = nil, status: Int? = nil) {
        self.code = code
        self.twilioCode = twilioCode
        self.status = status
    }

    init(_ error: TransportError) {
        self.init(error.isRequestUnsent ? .unreachable : .unavailable)
    }

    init(_ answer: OutboundResponse) {
        struct Body: Decodable { let code: Int? }
        let number = (try? JSONDecoder().decode(Body.self, from: Data(answer.body)))?.code
        self.init(Self.code(number, answer.status), twilioCode: number, status: answer.status)
    }

    /// Twilio splits codes now and then, so that only few are named and the status decides about the rest
    /// (https://www.twilio.com/docs/api/errors).
    private static func code(_ number: Int?, _ status: Int) -> Code {
        switch number {
        case 21220: return .callNotInProgress  // Invalid call state
        case 20404: return .notFound  // The requested resource was not found
        case 20003: return .unauthorized  // Authenticate
        case 20429: return .throttled  // Too many requests
        default: break
        }
        switch status {
        case 401, 403: return .unauthorized
        case 404: return .notFound
        case 429: return .throttled
        case 400..<500: return .refused
        default: return .unavailable
        }
    }

    /// One line for a log.
    public var description: String {
        "Twilio \(code.rawValue)" + (twilioCode.map { " (\($0))" } ?? "") + (status.map { ", HTTP \($0)" } ?? "")
    }
}
