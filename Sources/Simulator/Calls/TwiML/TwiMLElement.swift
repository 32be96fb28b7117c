/// An element of a TwiML document, as it was written.
struct TwiMLElement: Sendable, Equatable {
    /// What an element holds.
    enum Content: Sendable, Equatable {
        case text(String)
        case element(TwiMLElement)
    }

    var name: String
    var attributes: [String: String]
    var content: [Content] = []
    var line: Int

    /// The elements directly inside.
    var children: [TwiMLElement] {
        content.compactMap { if case .element(let element) = $0 { element } else { nil } }
    }

    /// The text directly inside, without blanks around it.
    var text: String {
        content.map { if case .text(let text) = $0 { text } else { "" } }.joined().trimmed
    }
}

/// Something about a document that Twilio complains of.
struct TwiMLComplaint: Error, Sendable, Equatable, CustomStringConvertible {
    /// Twilio's error code: 12100 stops the call, 12200 only skips what is wrong.
    var code: Int
    var line: Int?
    var message: String

    var description: String {
        "\(code)" + (line.map { " in line \($0)" } ?? "") + ": \(message)"
    }
}

extension StringProtocol {
    /// The text without blanks at its ends, and single blanks inside.
    var trimmed: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
