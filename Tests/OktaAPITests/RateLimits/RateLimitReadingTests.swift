import Foundation
import HTTPTransport
import Testing

@testable import OktaAPI

@Suite("Okta's rate-limit headers")
struct RateLimitReadingTests {
    private func reading(_ headers: [(String, String)]) -> RateLimitReading? {
        RateLimitReading(
            OutboundResponse(status: 200, headers: OutboundHeaders(headers)),
            at: Date(timeIntervalSince1970: 1_553_616_400))
    }

    @Test("Headers are read, the window's end by Okta's own clock")
    func read() {
        let headers = [
            ("X-Rate-Limit-Limit", "600"), ("x-rate-limit-remaining", "599"), ("X-Rate-Limit-Reset", "1553616441"),
        ]
        #expect(reading(headers) == RateLimitReading(limit: 600, remaining: 599, reset: .seconds(41)))
        #expect(
            reading(headers + [("Date", "Tue, 26 Mar 2019 16:06:51 GMT")])
                == RateLimitReading(limit: 600, remaining: 599, reset: .seconds(30)))
    }

    @Test("Of headers that come more than once the least counts")
    func least() {
        let several = reading([
            ("X-Rate-Limit-Limit", "600"), ("X-Rate-Limit-Limit", "300"), ("X-Rate-Limit-Remaining", "17, 20"),
            ("X-Rate-Limit-Remaining", "x"), ("X-Rate-Limit-Reset", "1553616441"), ("X-Rate-Limit-Reset", "1553616430"),
        ])
        #expect(several == RateLimitReading(limit: 300, remaining: 17, reset: .seconds(30)))
    }

    @Test("What is missing or makes no sense says nothing, and no wait is endless")
    func odd() {
        #expect(reading([]) == nil)
        #expect(reading([("X-Rate-Limit-Limit", "600"), ("X-Rate-Limit-Remaining", "1")]) == nil)
        #expect(
            reading([("X-Rate-Limit-Limit", "-1"), ("X-Rate-Limit-Remaining", "1"), ("X-Rate-Limit-Reset", "1")]) == nil
        )
        let far = [
            ("X-Rate-Limit-Limit", "1"), ("X-Rate-Limit-Remaining", "1"), ("X-Rate-Limit-Reset", "9999999999999"),
        ]
        #expect(reading(far)?.reset == .seconds(300))
        let past = [("X-Rate-Limit-Limit", "1"), ("X-Rate-Limit-Remaining", "1"), ("X-Rate-Limit-Reset", "1")]
        #expect(reading(past)?.reset == .zero)
    }

    @Test(
        "URLs count towards their group",
        arguments: [
            ("/api/v1/users?search=x", RateLimitBucket.search), ("/api/v1/users", .search),
            ("/api/v1/users/00u1", .user), ("/api/v1/users/00u1?x", .user), ("/api/v1/users/u/factors", .rest),
            ("/api/v1/users/u/factors/f/transactions/t", .rest), ("/api/v1/groups", .rest), ("/x", .rest), ("", .rest),
        ])
    func buckets(path: String, bucket: RateLimitBucket) {
        #expect(RateLimitBucket(url: organisation + path) == bucket)
    }
}
