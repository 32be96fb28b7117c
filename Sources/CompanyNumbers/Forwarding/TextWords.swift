import Foundation
public import PhoneNumbers

/// Words with which people steer Twilio, not an employee.
public enum TextKeyword {
    /// What Twilio takes for an opt-out, an opt-in or a call for help, when it is the whole message
    /// (https://help.twilio.com/articles/223134027).
    ///
    /// `YES` is an opt-in too, and left out: it is what people answer to each other, and Twilio acts on it by itself.
    static let words: Set<String> = [
        "STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT", "START", "UNSTOP", "HELP",
        "INFO",
    ]

    /// Says whether a whole message is such a word, in whatever case.
    public static func isMatched(by body: String) -> Bool {
        words.contains(body.trimmingCharacters(in: .whitespacesAndNewlines).uppercased())
    }
}

/// What an employee wrote, cut into whom it is for and what it says.
public struct EmployeeReply: Sendable, Equatable {
    /// Whom it is for.
    public enum Recipient: Sendable, Equatable {
        /// Whoever wrote last.
        case last
        case number(PhoneNumber)
        /// It begins with `+…:`, and that is no number.
        case unreadable
    }

    /// Whom it is for.
    public let recipient: Recipient
    /// What it says.
    public let text: String

    /// Cuts a message: `+1 555 123 4567: hello` is for that number, everything else for the last one that wrote.
    public init(_ body: String) {
        let trimmed = body.drop { $0.isWhitespace }
        guard trimmed.first == "+", let colon = trimmed.firstIndex(of: ":") else {
            self.init(.last, body)
            return
        }
        let number = trimmed[..<colon]
        let isNumber = number.utf8.allSatisfy { byte in
            (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")) || "+ -.()/".utf8.contains(byte)
        }
        guard isNumber, number.count > 1 else {
            self.init(.last, body)
            return
        }
        let rest = trimmed[trimmed.index(after: colon)...].drop { $0.isWhitespace }
        self.init(PhoneNumber(String(number)).map(Recipient.number) ?? .unreadable, String(rest))
    }

    private init(_ recipient: Recipient, _ text: String) {
        self.recipient = recipient
        self.text = text
    }
}

/// Texts as they go out.
public enum TextWords {
    /// The longest message that Twilio takes (error 21617).
    public static let limit = 1600

    /// Writes a text for the employee: who wrote it, a blank line, what it says.
    public static func forwarded(from sender: String, _ body: String) -> [String] {
        let text = body.trimmingCharacters(in: .whitespacesAndNewlines)
        return split(text.isEmpty ? "From: \(sender)" : "From: \(sender)\n\n\(text)")
    }

    /// Cuts a text into pieces that Twilio takes, between lines or words where it can.
    ///
    /// Lengths are UTF-16 units, as telephones count what is beyond their alphabet. No character is torn.
    public static func split(_ text: String, limit: Int = limit) -> [String] {
        var pieces: [String] = []
        var rest = Substring(text)
        while rest.utf16.count > limit {
            let end = cut(rest, limit)
            let piece = rest[..<end].trimmingCharacters(in: .whitespacesAndNewlines)
            if !piece.isEmpty { pieces.append(piece) }
            rest = rest[end...].drop { $0.isWhitespace }
        }
        if !rest.isEmpty || pieces.isEmpty { pieces.append(String(rest)) }
        return pieces
    }

    /// Finds where to cut: after the last line or word of the second half, else after the last whole character.
    private static func cut(_ text: Substring, _ limit: Int) -> Substring.Index {
        let end = text.utf16.index(text.startIndex, offsetBy: limit)
        let hard = text.indices.prefix { text.index(after: $0) <= end }.last.map(text.index(after:))
        guard let hard else {
            // One character of more marks than a message holds: cut between its scalars.
            return text.unicodeScalars.indices.prefix { text.unicodeScalars.index(after: $0) <= end }.last
                .map(text.unicodeScalars.index(after:)) ?? text.endIndex
        }
        let early = text.utf16.index(text.startIndex, offsetBy: limit / 2)
        let tail = text[..<hard]
        if let line = tail.lastIndex(where: \.isNewline), line >= early { return text.index(after: line) }
        if let space = tail.lastIndex(where: \.isWhitespace), space >= early { return text.index(after: space) }
        return hard
    }
}
