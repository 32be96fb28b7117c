import HTTPTransport

/// One URL and the spellings under which Twilio may have signed it.
///
/// Over HTTPS Twilio drops user and port from what it signs for calls and keeps the port for texts
/// (https://www.twilio.com/docs/usage/security#a-few-notes), and what it makes of a query's characters has changed over
/// the years; Twilio's libraries accept each of these, and so does this.
struct SignedURL {
    /// The URL as it is, without a fragment.
    let exact: String
    private let parts: SplitURL?

    init(_ url: String) {
        exact = String(decoding: url.utf8.prefix { $0 != UInt8(ascii: "#") }, as: UTF8.self)
        parts = SplitURL(exact)
    }

    /// The other spellings, each once.
    var otherSpellings: [String] {
        guard let parts else { return [] }
        var spellings: [String] = []
        for userinfo in parts.userinfo == nil ? [nil] : [parts.userinfo, nil] {
            for port in [parts.port ?? parts.defaultPort, nil] {
                for target in targets(of: parts) {
                    let authority = (userinfo.map { "\($0)@" } ?? "") + parts.host + (port.map { ":\($0)" } ?? "")
                    let spelling = "\(parts.scheme)://\(authority)\(target)"
                    if spelling != exact, !spellings.contains(spelling) { spellings.append(spelling) }
                }
            }
        }
        return spellings
    }

    /// Path and query as they came; the query as a browser would escape it; and as Node's `querystring` would write it.
    private func targets(of parts: SplitURL) -> [String] {
        guard let mark = parts.target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return [parts.target] }
        let path = parts.target[..<mark]
        let query = parts.target[parts.target.index(after: mark)...]
        let browser = PercentEncoding.encode(query.utf8, keeping: Self.isKeptByBrowsers)
        let node = FormFields(decodingQuery: String(query)).fields
            .map { "\(Self.escapedByNode($0.name))=\(Self.escapedByNode($0.value))" }.joined(separator: "&")
        return [parts.target, "\(path)?\(browser)", "\(path)?\(node)"]
    }

    /// Says whether a byte of a query stays as it is (https://url.spec.whatwg.org/#special-query-percent-encode-set).
    private static func isKeptByBrowsers(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7F && !"\"#<>'".utf8.contains(byte)
    }

    private static func escapedByNode(_ text: String) -> String {
        PercentEncoding.encode(text.utf8) { PercentEncoding.isUnreserved($0) || "!'()*".utf8.contains($0) }
    }
}
