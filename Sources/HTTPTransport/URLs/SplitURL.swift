/// An absolute URL cut into its parts and nothing more: no part is decoded, normalised or added.
///
/// Foundation's parser changes spellings, and what is signed or compared for safety must stay as it was written.
public struct SplitURL: Sendable, Equatable {
    /// `https`, as written.
    public let scheme: String
    /// `user:password`, without the `@`.
    public let userinfo: String?
    /// The host; an IPv6 address with its brackets.
    public let host: String
    /// The port as written, without its colon.
    public let port: String?
    /// Path and query, from the first `/` or `?` on; may be empty.
    public let target: String

    /// Cuts a URL; a fragment is left out, since it is never sent.
    ///
    /// - Returns: nil for what is not `scheme://host…`.
    public init?(_ url: String) {
        let whole = url.utf8.prefix { $0 != UInt8(ascii: "#") }
        guard let colon = whole.firstIndex(of: UInt8(ascii: ":")), colon > whole.startIndex else { return nil }
        let afterScheme = whole[colon...]
        guard afterScheme.starts(with: "://".utf8) else { return nil }
        let rest = afterScheme.dropFirst(3)
        let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
        var authority = rest[..<end]
        if let at = authority.lastIndex(of: UInt8(ascii: "@")) {
            userinfo = String(decoding: authority[..<at], as: UTF8.self)
            authority = authority[authority.index(after: at)...]
        } else {
            userinfo = nil
        }
        // The colons within brackets are those of an IPv6 address.
        let bracket = authority.lastIndex(of: UInt8(ascii: "]")) ?? authority.startIndex
        if let mark = authority[bracket...].lastIndex(of: UInt8(ascii: ":")) {
            host = String(decoding: authority[..<mark], as: UTF8.self)
            port = String(decoding: authority[authority.index(after: mark)...], as: UTF8.self)
        } else {
            host = String(decoding: authority, as: UTF8.self)
            port = nil
        }
        guard !host.isEmpty else { return nil }
        scheme = String(decoding: whole[..<colon], as: UTF8.self)
        target = String(decoding: rest[end...], as: UTF8.self)
    }

    /// The port that the scheme implies, for schemes that are spoken here.
    public var defaultPort: String? {
        switch scheme.lowercased() {
        case "https", "wss": "443"
        case "http", "ws": "80"
        default: nil
        }
    }
}

extension SplitURL {
    /// Says whether a URL leads to the same server: scheme, host and port (RFC 6454, 4), written in plain characters.
    ///
    /// Where credentials go along, whatever two parsers might read differently (users, backslashes, spaces, letters
    /// beyond ASCII) counts as foreign.
    public func hasSameOrigin(as other: SplitURL) -> Bool {
        userinfo == nil && other.userinfo == nil && isPlain && other.isPlain
            && scheme.lowercased() == other.scheme.lowercased() && host.lowercased() == other.host.lowercased()
            && (port ?? defaultPort) == (other.port ?? other.defaultPort)
    }

    /// Whether nobody else reads what is sent there: `https`, or `http` on this machine.
    public var isConfidential: Bool {
        switch scheme.lowercased() {
        case "https": true
        case "http": Self.isLoopback(host.lowercased())
        default: false
        }
    }

    /// Says whether a host is this machine: `127.0.0.0/8`, `::1` or `localhost`, by its spelling alone.
    ///
    /// A name such as `127.evil.example` is none: only four numbers make an address.
    ///
    /// - Parameter host: A host in lower case; an IPv6 address with its brackets or without.
    /// - Returns: False for every name but `localhost`, wherever it leads.
    public static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" || host == "[::1]" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, parts.first == "127" else { return false }
        return parts.allSatisfy { part in
            (1...3).contains(part.utf8.count) && part.utf8.allSatisfy(isDigit) && UInt8(part) != nil
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    private var isPlain: Bool {
        let isPlainHost = host.utf8.allSatisfy { byte in
            PercentEncoding.isUnreserved(byte) || [":", "[", "]"].contains(Character(Unicode.Scalar(byte)))
        }
        return isPlainHost && (port ?? "0").utf8.allSatisfy(Self.isDigit)
            && target.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }
    }
}
