public import Foundation
import HTTPTransport

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

extension OktaVerification: Decodable {
    private enum Keys: String, CodingKey {
        case factorResult, expiresAt
        case links = "_links"
        case embedded = "_embedded"
    }

    /// Decodes what Okta answers; only the result must be there.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        factorResult = Result(try container.decode(String.self, forKey: .factorResult))
        // The number stands at one of two places, depending on who asked for it.
        let embedded = container.lenient(Embedded.self, .embedded)
        let answer = embedded?.challenge ?? embedded?.factor?.embedded?.challenge
        correctAnswer = answer?.number
        let links = container.lenient(Links.self, .links)
        pollLink = links?.poll
        cancelLink = links?.cancel
        expiresAt = container.lenient(String.self, .expiresAt).flatMap(ISO8601.date)
    }

    private struct Links: Decodable {
        enum Keys: String, CodingKey { case poll, cancel }
        struct Link: Decodable { let href: String }

        let poll: String?
        let cancel: String?

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Keys.self)
            poll = container.lenient(Link.self, .poll)?.href
            cancel = container.lenient(Link.self, .cancel)?.href
        }
    }

    private struct Embedded: Decodable {
        enum Keys: String, CodingKey { case challenge, factor }

        let challenge: Challenge?
        let factor: EmbeddedFactor?

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Keys.self)
            challenge = container.lenient(Challenge.self, .challenge)
            factor = container.lenient(EmbeddedFactor.self, .factor)
        }
    }

    private final class EmbeddedFactor: Decodable {
        enum Keys: String, CodingKey { case embedded = "_embedded" }

        let embedded: Embedded?

        init(from decoder: any Decoder) throws {
            embedded = try decoder.container(keyedBy: Keys.self).lenient(Embedded.self, .embedded)
        }
    }

    private struct Challenge: Decodable {
        enum Keys: String, CodingKey { case correctAnswer }

        /// What can be spoken and tapped.
        let number: Int

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Keys.self)
            let text = container.lenient(String.self, .correctAnswer)
            guard let number = container.lenient(Int.self, .correctAnswer) ?? text.flatMap({ Int($0) }),
                (0...999).contains(number)
            else {
                throw DecodingError.dataCorruptedError(
                    forKey: .correctAnswer, in: container, debugDescription: "no number that could be tapped")
            }
            self.number = number
        }
    }
}
