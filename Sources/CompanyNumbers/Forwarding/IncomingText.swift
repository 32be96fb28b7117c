public import PhoneNumbers

/// A text to a company number.
public struct IncomingText: Sendable, Equatable {
    /// `MessageSid`.
    public let id: String
    /// The sender as Twilio writes it: a number, a short code or a name.
    public let sender: String
    /// The sender's number; nil for short codes and names.
    public let from: PhoneNumber?
    /// The number that was texted.
    public let to: PhoneNumber
    /// What was written.
    public let body: String
    /// Where Twilio keeps the pictures.
    public let media: [String]
    /// Whether Twilio itself sees an opt-out, an opt-in or a call for help in it (`OptOutType`).
    public let isKeyword: Bool

    /// Makes a value; pictures beyond ten are left out, as no message carries more.
    public init(
        id: String, sender: String, from: PhoneNumber?, to: PhoneNumber, body: String, media: [String] = [],
        isKeyword: Bool = false
    ) {
        self.id = id
        self.sender = sender
        self.from = from
        self.to = to
        self.body = body.replacing("\r\n", with: "\n")
        self.media = Array(media.prefix(10))
        self.isKeyword = isKeyword
    }
}

/// Where a text goes.
///
/// It is kept, so that the same webhook again leads to the same place; what was written is not.
public enum TextRoute: Sendable, Equatable, Codable {
    /// On to the employee's mobile.
    case employee(mobile: PhoneNumber, ownerID: String)
    /// From the employee, on to an outside number.
    case outside(PhoneNumber, ownerID: String)
    /// Back to the employee, who is told why it did not go on.
    case hint(TextHint, ownerID: String, languageTag: String?)
    /// Back to the sender, who is told that it did not arrive.
    case answer(TextAnswer)
    /// Nowhere.
    case nothing(Silence)

    /// Why nothing is done with a text.
    public enum Silence: String, Sendable, Codable, CaseIterable {
        /// A keyword of Twilio's, which Twilio answers.
        case keyword
        /// It comes from the number that was texted, or from one of ours that an employee's mobile points to.
        case ring
        /// Too many between these two numbers in a short time.
        case tooOften
        /// The sender was told within the hour, or cannot be answered.
        case alreadyAnswered
        /// There is nothing in it.
        case empty
    }

    /// A word for logs and metrics.
    public var label: String {
        switch self {
        case .employee: "toEmployee"
        case .outside: "toOutside"
        case .hint(let hint, _, _): "hint.\(hint.rawValue)"
        case .answer(let answer): "answer.\(answer.rawValue)"
        case .nothing(let silence): "nothing.\(silence.rawValue)"
        }
    }

    /// Okta's id of the employee; nil when there is none.
    public var ownerID: String? {
        switch self {
        case .employee(_, let id), .outside(_, let id), .hint(_, let id, _): id
        case .answer, .nothing: nil
        }
    }
}

/// What an employee is told of a text that did not go on.
public enum TextHint: String, Sendable, Codable, CaseIterable {
    /// Nobody outside has written yet.
    case nobody
    /// It begins like a number, and is none that can be texted.
    case number
    /// What would go out is a keyword, which would block the number.
    case keyword
    /// Who wrote last has no number that can be texted.
    case sender
    /// Nothing stands behind the number.
    case blank
}

/// Who wrote last to an employee, as far as an answer can go there.
public enum LastWriter: Sendable, Equatable, Codable {
    case number(PhoneNumber)
    /// A short code, a name, or an address of another service.
    case unanswerable

    /// Makes a value.
    ///
    /// - Parameter number: The sender's number; nil for those who have none.
    public init(_ number: PhoneNumber?) { self = number.map(Self.number) ?? .unanswerable }

    /// Reads a number's text, or the empty text of those who have none.
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        self = text.isEmpty ? .unanswerable : .number(try PhoneNumber(from: decoder))
    }

    /// Writes a number as its text, as it was before there was anybody else.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .number(let number): try container.encode(number.e164)
        case .unanswerable: try container.encode("")
        }
    }
}

/// What a sender is told.
public enum TextAnswer: String, Sendable, Codable, CaseIterable {
    /// Nobody can be reached at this number.
    case unreachable
    /// Something does not work at our side: try again later.
    case trouble
}

/// A text on its way out.
public struct OutgoingText: Sendable, Equatable {
    /// E.164.
    public let to: String
    /// A company number, E.164.
    public let from: String
    /// 1600 UTF-16 units at most; empty when there are only pictures.
    public let body: String
    /// Where the pictures are.
    public let media: [String]

    /// Makes a text.
    public init(to: PhoneNumber, from: PhoneNumber, body: String, media: [String] = []) {
        self.to = to.e164
        self.from = from.e164
        self.body = body
        self.media = media
    }
}
