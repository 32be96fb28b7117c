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
        /// It begins like a number and a colon, and that is no number.
        case unreadable
    }

    /// Whom it is for.
    public let recipient: Recipient
    /// What it says.
    public let text: String

    /// Cuts a message: `+1 555 123 4567: hello` is for that number, everything else for the last one that wrote.
    ///
    /// - Parameters:
    ///   - body: The message.
    ///   - defaultRegion: The region of a number that is written without its country code.
    public init(_ body: String, defaultRegion: String) {
        let trimmed = body.drop { $0.isWhitespace || $0.isInvisible }
        guard let colon = trimmed.firstIndex(where: { $0 == ":" || $0 == "\u{FF1A}" }),
            let written = Self.number(trimmed[..<colon])
        else {
            self.init(.last, body)
            return
        }
        let rest = trimmed[trimmed.index(after: colon)...]
        guard !Self.isTime(written, rest) else {
            self.init(.last, body)
            return
        }
        // North American numbers without their area code could exist, and lead nowhere from elsewhere.
        let number = PhoneNumber(written, defaultRegion: defaultRegion).flatMap { found in
            found.countryCode != 1 || found.e164.utf8.count == 12 ? found : nil
        }
        self.init(number.map(Recipient.number) ?? .unreadable, String(rest.drop { $0.isWhitespace }))
    }

    /// Reads what stands before a colon as telephones write numbers, with their spaces and hyphens of all kinds.
    ///
    /// - Returns: nil for what does not look like a number: it has letters, or few digits and no `+`.
    private static func number(_ text: Substring) -> String? {
        var number = ""
        var digits = 0
        for character in text where !character.isInvisible {
            switch character {
            case _ where character.isWholeNumber:
                digits += 1
                number.append(character)
            case "+", "-", ".", "(", ")", "/": number.append(character)
            case "\u{FF0B}": number.append("+")
            case "\u{2010}"..."\u{2015}", "\u{2212}", "\u{FF0D}": number.append("-")
            case _ where character.isWhitespace && !character.isNewline: number.append(" ")
            default: return nil
            }
        }
        number = String(number.drop { $0 == " " })
        return digits >= leastDigits || digits > 0 && number.hasPrefix("+") ? number : nil
    }

    /// Whether the colon is one of a time, as in `2026-11-21 10:30 at the door`.
    private static func isTime(_ written: String, _ rest: Substring) -> Bool {
        guard !written.hasPrefix("+"), rest.prefix(2).count == 2, rest.prefix(2).allSatisfy(\.isWholeNumber),
            rest.dropFirst(2).first?.isWholeNumber != true, let hour = written.split(separator: " ").last
        else { return false }
        return written.contains(" ") && hour.count <= 2 && hour.allSatisfy(\.isWholeNumber)
    }

    /// Of fewer digits nobody means a telephone number.
    private static let leastDigits = 7

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

extension Character {
    /// Whether it is a mark that shows nothing, such as those around numbers that were pasted.
    fileprivate var isInvisible: Bool {
        unicodeScalars.allSatisfy { $0.properties.generalCategory == .format }
    }
}
