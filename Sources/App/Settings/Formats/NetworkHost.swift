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

    /// Whether a host is this machine: `127.0.0.0/8`, `::1` or `localhost`, by its spelling alone.
    ///
    /// A name such as `127.evil.example` is none: only four numbers make an address.
    static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" || host == "[::1]" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, parts.first == "127" else { return false }
        return parts.allSatisfy { part in
            part.utf8.allSatisfy(\.isDigit) && (1...3).contains(part.count) && (Int(part) ?? 256) < 256
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
