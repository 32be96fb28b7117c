import Texts

/// One line of what is planned or was done on the other side.
public struct SetupLine: Sendable, Equatable {
    /// What happens to it, written as its sign.
    public enum Sign: String, Sendable {
        /// It is made.
        case create = "+"
        /// It is there, and is brought into form.
        case repair = "~"
        /// It is there, and is switched off.
        case deactivate = "-"
        /// It cannot be done as things are.
        case blocked = "!"
        /// It was done, or is as it should be.
        case done = "ok"
        /// It was tried and failed.
        case failed = "fail"
        /// It was not tried.
        case skipped = "skip"
    }

    /// What happens to it.
    public let sign: Sign
    /// What it is, and how it will be.
    public let text: String
    /// More about it, a line each.
    public let details: [String]

    /// Makes a line.
    public init(_ sign: Sign, _ text: String, details: [String] = []) {
        self.sign = sign
        self.text = text
        self.details = details
    }

    /// The line for standard error, of what could not be done: what it is and what mends it.
    public var complaint: String? {
        guard sign == .failed || sign == .blocked else { return nil }
        return ([text] + details).joined(separator: "; ")
    }

    /// The lines to print.
    public var lines: [String] {
        let mark = sign.rawValue.padding(toLength: 4, withPad: " ")
        return ["\(mark)  \(text)"] + details.map { "        \($0)" }
    }
}

extension String {
    /// The text, filled up with spaces.
    func padding(toLength length: Int, withPad pad: String) -> String {
        self + String(repeating: pad, count: max(0, length - count))
    }

    /// The text as it may be shown on a terminal: nothing that a terminal acts on, and not too long.
    var shown: String { String(visible.prefix(200)) }
}
