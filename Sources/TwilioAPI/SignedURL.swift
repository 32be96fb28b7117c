import Foundation

/// The spellings of one URL under which Twilio may have signed it.
///
/// Over HTTPS Twilio drops user and port from what it signs for calls, and keeps the port for texts
/// (https://www.twilio.com/docs/usage/security#a-few-notes), so both are accepted, as the official libraries do.
struct SignedURL {
    private let scheme: Substring
    private let userinfo: Substring?
    private let host: Substring
    private let port: Substring?
    private let rest: Substring

    /// Lists the spellings, the URL itself first.
    static func spellings(of url: String) -> [String] {
        let whole = String(url.prefix { $0 != "#" })
        guard let parsed = SignedURL(whole) else { return [whole] }
        var spellings = [whole]
        let port = parsed.port ?? (parsed.scheme == "https" ? "443" : "80")
        for userinfo in Set([parsed.userinfo, nil]) {
            for port in [nil, port] {
                for rest in parsed.rests {
                    let spelling = parsed.spell(userinfo: userinfo, port: port, rest: rest)
                    if !spellings.contains(spelling) { spellings.append(spelling) }
                }
            }
        }
        return spellings
    }

    private init?(_ url: String) {
        guard let mark = url.range(of: "://") else { return nil }
        scheme = url[..<mark.lowerBound]
        let after = url[mark.upperBound...]
        let end = after.firstIndex { $0 == "/" || $0 == "?" } ?? after.endIndex
        var authority = after[..<end]
        rest = after[end...]
        if let at = authority.lastIndex(of: "@") {
            userinfo = authority[..<at]
            authority = authority[authority.index(after: at)...]
        } else {
            userinfo = nil
        }
        // The colons within brackets are those of an IPv6 address.
        let colon = authority.lastIndex(of: ":")
        let bracket = authority.lastIndex(of: "]")
        if let colon, bracket.map({ colon > $0 }) ?? true {
            host = authority[..<colon]
            port = authority[authority.index(after: colon)...]
        } else {
            host = authority
            port = nil
        }
    }

    private func spell(userinfo: Substring?, port: Substring?, rest: String) -> String {
        "\(scheme)://" + (userinfo.map { "\($0)@" } ?? "") + host + (port.map { ":\($0)" } ?? "") + rest
    }

    /// Path and query as they came, with an escaped apostrophe, and with the query serialised anew.
    private var rests: [String] {
        var rests = [String(rest)]
        let escaped = rest.replacing("'", with: "%27")
        if escaped != rest { rests.append(String(escaped)) }
        let parts = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2 {
            let fields = FormFields(decodingQuery: String(parts[1])).fields.map { ($0.name, $0.value) }
            let again = "\(parts[0])?" + FormEncoding.encode(fields)
            if !rests.contains(again) { rests.append(again) }
        }
        return rests
    }
}
