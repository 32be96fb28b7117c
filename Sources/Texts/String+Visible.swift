extension String {
    /// The text as a terminal may be shown it: what a terminal acts on is replaced.
    ///
    /// Names come from Okta and Twilio, where others write them: none may end a line, colour it, move the cursor or turn
    /// the direction of writing.
    public var visible: String {
        guard unicodeScalars.contains(where: \.isHidden) else { return self }
        var visible = ""
        visible.unicodeScalars.append(contentsOf: unicodeScalars.map { $0.isHidden ? "\u{FFFD}" : $0 })
        return visible
    }
}

extension Unicode.Scalar {
    /// Whether a terminal acts on it: control characters, line separators, and what turns the direction of writing.
    public var isHidden: Bool {
        switch value {
        case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
