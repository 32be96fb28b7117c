public import Foundation

/// A person at Okta.
public struct OktaUser: Sendable {
    /// `00u…`.
    public let id: String
    /// `ACTIVE` and others.
    public let status: String
    private let texts: [String: String]

    /// The text of a profile attribute; nil when it is absent, empty, or no text.
    public func profileText(_ name: String) -> String? { texts[name] }

    /// Makes a person, for tests.
    public init(id: String, status: String, profile: [String: String]) {
        self.id = id
        self.status = status
        texts = profile
    }
}

extension OktaUser: Decodable {
    private enum Keys: String, CodingKey { case id, status, profile }

    private struct AnyKey: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        id = try container.decode(String.self, forKey: .id)
        status = try container.decodeIfPresent(String.self, forKey: .status) ?? ""
        var texts: [String: String] = [:]
        if let profile = try? container.nestedContainer(keyedBy: AnyKey.self, forKey: .profile) {
            for key in profile.allKeys {
                // Attributes may be lists, numbers or null; only texts matter here.
                if let text = try? profile.decode(String.self, forKey: key), !text.isEmpty { texts[key.stringValue] = text }
            }
        }
        self.texts = texts
    }
}

/// A factor of a person, as Okta lists it.
public struct OktaFactor: Sendable {
    public let id: String
    /// `push`, `sms`, `token:software:totp` and others.
    public let factorType: String
    /// `OKTA`, `GOOGLE` and others.
    public let provider: String
    /// `ACTIVE` and others.
    public let status: String
    public let lastUpdated: Date?
    /// The number of an SMS or call factor, as somebody wrote it.
    public let profilePhoneNumber: String?
}

extension OktaFactor: Decodable {
    private enum Keys: String, CodingKey { case id, factorType, provider, status, lastUpdated, profile }
    private struct Profile: Decodable { let phoneNumber: String? }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        id = try container.decode(String.self, forKey: .id)
        factorType = try container.decodeIfPresent(String.self, forKey: .factorType) ?? ""
        provider = try container.decodeIfPresent(String.self, forKey: .provider) ?? ""
        status = try container.decodeIfPresent(String.self, forKey: .status) ?? ""
        lastUpdated = (try? container.decode(String.self, forKey: .lastUpdated)).flatMap(OktaDate.read)
        profilePhoneNumber = (try? container.decode(Profile.self, forKey: .profile))?.phoneNumber
    }
}

/// Okta's dates: ISO 8601, mostly with milliseconds.
enum OktaDate {
    static func read(_ text: String) -> Date? {
        (try? Date(text, strategy: .iso8601.year().month().day().time(includingFractionalSeconds: true).timeZone(separator: .omitted)))
            ?? (try? Date(text, strategy: .iso8601))
    }

    /// Reads the `Date` header, `Tue, 26 Mar 2019 16:06:51 GMT` (RFC 9110, 5.6.7).
    static func readHTTP(_ text: String) -> Date? {
        let parts = text.split { $0 == " " || $0 == ":" }
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard parts.count == 8, let month = months.firstIndex(of: String(parts[2])) else { return nil }
        let numbers = [parts[1], parts[3], parts[4], parts[5], parts[6]].compactMap { Int($0) }
        guard numbers.count == 5 else { return nil }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar.date(
            from: DateComponents(
                year: numbers[1], month: month + 1, day: numbers[0], hour: numbers[2], minute: numbers[3],
                second: numbers[4]))
    }
}

/// Where a challenge stands.
public struct OktaVerification: Sendable, Equatable {
    /// `factorResult`.
    public enum Result: Sendable, Equatable {
        case challenge, waiting, success, rejected, timeout, expired, cancelled, failed, error, passcodeReplayed
        case timeWindowExceeded
        /// Something that Okta may invent.
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

    public let factorResult: Result
    /// The number that the person has to tap, when there is a number challenge.
    public let correctAnswer: Int?
    public let pollLink: String?
    public let cancelLink: String?
    public let expiresAt: Date?
}

extension OktaVerification: Decodable {
    private struct Body: Decodable {
        struct Link: Decodable { let href: String? }
        struct Links: Decodable {
            let poll: Link?
            let cancel: Link?
        }
        struct Challenge: Decodable {
            let correctAnswer: Number?
        }
        /// A number that may come as a text.
        struct Number: Decodable {
            let value: Int?
            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                value = (try? container.decode(Int.self)) ?? (try? container.decode(String.self)).flatMap { Int($0) }
            }
        }
        struct Embedded: Decodable {
            struct Factor: Decodable { let _embedded: Inner? }
            struct Inner: Decodable { let challenge: Challenge? }
            let challenge: Challenge?
            let factor: Factor?
        }
        let factorResult: String
        let expiresAt: String?
        let _links: Links?
        let _embedded: Embedded?
    }

    public init(from decoder: any Decoder) throws {
        let body = try Body(from: decoder)
        factorResult = Result(body.factorResult)
        // The number stands at one of two places, depending on who asked for it.
        let answer =
            body._embedded?.challenge?.correctAnswer?.value
            ?? body._embedded?.factor?._embedded?.challenge?.correctAnswer?.value
        correctAnswer = answer.flatMap { (0...999).contains($0) ? $0 : nil }
        pollLink = body._links?.poll?.href
        cancelLink = body._links?.cancel?.href
        expiresAt = body.expiresAt.flatMap(OktaDate.read)
    }
}
