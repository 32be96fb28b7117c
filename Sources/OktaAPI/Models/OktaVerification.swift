public import Foundation
import HTTPTransport
import Texts
import JSON

/// Where a challenge stands.
public struct OktaVerification: Sendable, Equatable {
    /// `factorResult`.
    public enum Result: Sendable, Equatable {
        case challenge, waiting, success, rejected, timeout, expired, cancelled, failed, error, passcodeReplayed
        case timeWindowExceeded
        /// Something that Okta may invent; it is no success.
        case other(String)

        init(_ text: String) {
            switch text {
            case "CHALLENGE": self = .challenge
            case "WAITING": self = .waiting
            case "SUCCESS": self = .success
            case "REJECTED": self = .rejected
            case "TIMEOUT": self = .timeout
            case "EXPIRED": self = .expired
            // Both spellings occur.
            case "CANCELLED", "CANCELED": self = .cancelled
            case "FAILED": self = .failed
            case "ERROR": self = .error
            case "PASSCODE_REPLAYED": self = .passcodeReplayed
            case "TIME_WINDOW_EXCEEDED": self = .timeWindowExceeded
            default: self = .other(text)
            }
        }
    }

    /// Where it stands.
    public let factorResult: Result
    /// The number that the person has to tap, when there is a number challenge.
    public let correctAnswer: Int?
    /// Where to ask again.
    public let pollLink: String?
    /// Where to take it back.
    public let cancelLink: String?
    /// When the challenge ends.
    public let expiresAt: Date?

    init(factorResult: Result) {
        self.factorResult = factorResult
        correctAnswer = nil
        pollLink = nil
        cancelLink = nil
        expiresAt = nil
    }
}

extension OktaVerification: Readable {
    /// Reads what Okta answers; only the result must be there.
    init?(_ json: JSONValue) {
        guard let result = json["factorResult"]?.text else { return nil }
        factorResult = Result(result)
        // The number stands at one of two places, depending on who asked for it.
        let embedded = json["_embedded"]
        correctAnswer =
            Self.number(embedded?["challenge"]) ?? Self.number(embedded?["factor"]?["_embedded"]?["challenge"])
        pollLink = json["_links"]?["poll"]?["href"]?.text
        cancelLink = json["_links"]?["cancel"]?["href"]?.text
        expiresAt = json["expiresAt"]?.text.flatMap(ISO8601.date)
    }

    /// What can be spoken and tapped.
    private static func number(_ challenge: JSONValue?) -> Int? {
        guard let answer = challenge?["correctAnswer"],
            let number = answer.number.flatMap({ Int(exactly: $0) }) ?? answer.text.flatMap({ Int($0) }),
            (0...999).contains(number)
        else { return nil }
        return number
    }
}
