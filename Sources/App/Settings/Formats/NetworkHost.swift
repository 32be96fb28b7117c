/// What can be said of a host without asking the network.
enum NetworkHost {
    /// Whether a text could be a host name or an IPv4 address.
    static func isName(_ text: String) -> Bool {
        guard (1...253).contains(text.utf8.count) else { return false }
        return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                && label.utf8.allSatisfy { $0.isLetter || $0.isDigit || $0 == 0x2D || $0 == 0x5F }
        }
    }

    /// Whether a text could be an IPv6 address in brackets, as URLs write it.
    static func isBracketedAddress(_ text: String) -> Bool {
        guard text.hasPrefix("["), text.hasSuffix("]") else { return false }
        let bare = text.dropFirst().dropLast()
        return bare.filter { $0 == ":" }.count > 1 && bare.utf8.count <= 45
            && bare.allSatisfy { $0.isHexDigit && $0.isASCII || ":.".contains($0) }
    }
}
