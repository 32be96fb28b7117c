/// The groups of URLs that Okta counts apart (https://developer.okta.com/docs/reference/rate-limits).
enum RateLimitBucket: Sendable, CaseIterable {
    /// `/api/v1/users`, with or without a search.
    case search
    /// `/api/v1/users/{id}`.
    case user
    /// Everything else under `/api/v1`: factors, verify, transactions.
    case rest

    init(url: String) {
        let path = url.prefix { $0 != "?" && $0 != "#" }
        let parts = path.split(separator: "/").drop { $0 != "v1" }.dropFirst()
        switch (parts.first, parts.count) {
        case ("users", 1): self = .search
        case ("users", 2): self = .user
        default: self = .rest
        }
    }
}
