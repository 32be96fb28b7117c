import Foundation

/// Counts requests per bucket and minute, as Okta does: windows begin with a bucket's first request.
struct OktaRateLimiter {
    /// A class of paths that share a limit.
    enum Bucket { case search, user, other }

    /// What the three headers say.
    struct Standing: Equatable {
        var limit: Int
        var remaining: Int
        var reset: Int
        var isExceeded: Bool
    }

    private struct Window {
        var began: Date
        var used: Int
    }

    var limits: OktaOrgSettings.RateLimits
    private var windows: [Bucket: Window] = [:]

    init(limits: OktaOrgSettings.RateLimits) {
        self.limits = limits
    }

    /// Counts a request.
    mutating func take(_ bucket: Bucket, at date: Date) -> Standing {
        var window = windows[bucket] ?? Window(began: date, used: 0)
        if date.timeIntervalSince(window.began) >= 60 { window = Window(began: date, used: 0) }
        window.used += 1
        windows[bucket] = window
        let limit = limit(of: bucket)
        return Standing(
            limit: limit, remaining: max(0, limit - window.used),
            reset: Int(window.began.timeIntervalSince1970.rounded(.up)) + 60, isExceeded: window.used > limit)
    }

    private func limit(of bucket: Bucket) -> Int {
        switch bucket {
        case .search: limits.search
        case .user: limits.user
        case .other: limits.other
        }
    }
}

extension OktaRateLimiter.Bucket {
    /// The bucket of a path.
    init(path: String) {
        let parts = path.split(separator: "/").dropFirst(2)
        self =
            switch (parts.first, parts.count) {
            case ("users", 1): .search
            case ("users", 2): .user
            default: .other
            }
    }
}
