import TestSupport

extension SeededRandom {
    /// A text with everything in it that formats choke on.
    mutating func text(upTo length: Int) -> String {
        let pieces = Array("abcZ019 _-.:,={}[]()/\\\"'`\0\n\r\t\u{1B}\u{7F}\u{2028}\u{202E}é＋📞\u{301}%+")
        return String(
            (0..<Int.random(in: 0...length, using: &self)).compactMap { _ in pieces.randomElement(using: &self) })
    }
}
