import Foundation
import HTTPTransport

/// Why Twilio did not do what was asked.
public struct TwilioError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What it means for us.
    public enum Code: String, Sendable, CaseIterable {
        /// The call has ended, or never was.
        case callNotInProgress
        /// The credentials are wrong, or may not do this.
        case unauthorized
        /// Too many requests: nothing was processed.
        case throttled
        /// Twilio found something wrong with the request.
        case refused
        /// There is no such thing.
        case notFound
        /// Twilio failed; what became of the request is not known.
        case unavailable
        /// No connection: nothing was sent.
        case unreachable
        /// The answer makes no sense.
        case malformed
    }

    /// What is known about the request that failed.
    public enum Fate: String, Sendable {
        /// Twilio saw nothing of it.
        case unsent
        /// Twilio answered it.
        case answered
        /// Twilio may have done it.
        case unknown
    }

    /// What it means for us.
    public let code: Code
    /// Twilio's own number: 21220, 20404 and others.
    public let twilioCode: Int?
    /// The HTTP status.
    public let status: Int?
    /// What is known about the request.
    public let fate: Fate

    init(_ code: Code, twilioCode: Int? = nil, status: Int? = nil, fate: Fate = .answered) {
        self.code = code
        self.twilioCode = twilioCode
        self.status = status
        self.fate = fate
    }

    init(_ error: TransportError) {
        self.init(
            error.isRequestUnsent ? .unreachable : .unavailable, fate: error.isRequestUnsent ? .unsent : .unknown)
    }

    init(_ answer: OutboundResponse) {
        // Newer APIs answer with RFC 9457 problems, which have `code`, too.
        struct Body: Decodable { let code: Int? }
        let number = (try? JSONDecoder().decode(Body.self, from: Data(answer.body)))?.code
        let code = TwilioErrorTable.meaning(of: number, status: answer.status)
        // A gateway's failure says nothing of what happened behind it.
        let fate: Fate = code == .unavailable ? .unknown : .answered
        self.init(code, twilioCode: number, status: answer.status, fate: fate)
    }

    /// One line for a log: numbers only, never a message.
    public var description: String {
        var parts = ["Twilio \(code.rawValue)"]
        if let twilioCode { parts.append("error \(twilioCode)") }
        if let status { parts.append("HTTP \(status)") }
        if fate != .answered { parts.append(fate == .unsent ? "nothing was sent" : "its fate is unknown") }
        return parts.joined(separator: ", ")
    }
}

extension TwilioError {
    /// Whether the same request may go through later.
    package var isPassing: Bool {
        switch code {
        case .throttled, .unavailable, .unreachable: true
        default: false
        }
    }
}
