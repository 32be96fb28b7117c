public import Foundation
public import Logging
public import PhoneNumbers

/// A text of ours that Twilio took and could not deliver.
public struct UndeliveredText: Sendable, Equatable {
    /// `MessageSid`.
    public let id: String
    /// The company number; nil when Twilio does not tell.
    public let from: PhoneNumber?
    /// Whom it was for; nil when Twilio does not tell.
    public let to: PhoneNumber?
    /// Twilio's error code; nil when there is none.
    public let code: Int?

    /// Makes a value.
    public init(id: String, from: PhoneNumber?, to: PhoneNumber?, code: Int?) {
        self.id = id
        self.from = from
        self.to = to
        self.code = code
    }

    /// What kept it back.
    public var cause: Cause { code.flatMap { Cause.codes[$0] } ?? .other }

    /// Why a text was not delivered.
    public enum Cause: String, Sendable, CaseIterable {
        /// A US number that is in no registered 10DLC campaign.
        case unregistered
        /// A toll-free number that is not verified.
        case unverified
        /// The recipient has texted `STOP`.
        case optedOut
        /// Carriers took it for spam.
        case filtered
        /// Anything else.
        case other

        static let codes: [Int: Cause] = [
            30_034: .unregistered, 30_032: .unverified, 21_610: .optedOut, 30_007: .filtered,
        ]

        /// What helps.
        public var mend: String {
            switch self {
            case .unregistered:
                "a US number sends no texts before it is registered: in Twilio's console, Messaging, Regulatory "
                    + "Compliance, register a brand and an A2P 10DLC campaign, and put the number into its messaging "
                    + "service"
            case .unverified:
                "a toll-free number sends no texts before it is verified: in Twilio's console, Messaging, Regulatory "
                    + "Compliance, Toll-Free Verification"
            case .optedOut: "whoever has it texted STOP to the company number; START takes that back"
            case .filtered: "carriers took it for spam; see what was written, and the campaign's registration"
            case .other: "https://www.twilio.com/docs/errors has the code"
            }
        }
    }

    /// Writes it into the log, the metrics and the audit trail.
    public func note(_ journal: any ForwardingJournal, at now: Date, logger: Logger) async {
        ForwardingMeter.undelivered(cause)
        logger.error(
            "a forwarded text was not delivered",
            metadata: [
                "error": "\(code.map { "Twilio \($0)" } ?? "no code"): \(cause.mend)",
                "from": "\(from?.masked ?? "-")", "to": "\(to?.masked ?? "-")",
            ])
        await journal.note(
            ForwardingEvent(.undelivered, outcome: code.map { "\($0)" } ?? "unknown", ownerID: nil, reference: id),
            at: now)
    }
}
