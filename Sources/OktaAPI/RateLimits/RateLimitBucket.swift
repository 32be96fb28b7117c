/// The groups of URLs that Okta counts apart (https://developer.okta.com/docs/reference/rate-limits).
enum RateLimitBucket: Sendable, CaseIterable {
    /// `/api/v1/users`, with or without a search.
    case search
    /// `/api/v1/users/{id}`.
    case user
    /// Everything else under `/api/v1`: factors, verify, transactions.
    case rest

    init(url: String) {
        let path = url.utf8.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        let parts = path.split(separator: UInt8(ascii: "/")).drop { !$0.elementsEqual("v1".utf8) }.dropFirst()
        guard let first = parts.first, first.elementsEqual("users".utf8) else {
            self = .rest
            return
        }
        switch parts.count {
        case 1: self = .search
        case 2: self = .user
        default: self = .rest
        }
    }
}
