import Crypto
import Foundation
import Hummingbird
import TwilioAPI

/// What delivery reports present whose vendors sign nothing: a fixed text, in the URL or as `Authorization`.
struct ReportsSecret: Sendable {
    private let secret: SHA256.Digest?

    /// - Parameter secret: The secret; nil admits nobody.
    init(_ secret: String?) { self.secret = secret.map(HookCredentials.digest) }

    /// Says whether a request presents it, as `?token=` or as the whole value of `Authorization`.
    ///
    /// Digests are compared in constant time.
    func admits(_ request: Request) -> Bool {
        guard let secret else { return false }
        var presented = request.headers[.authorization].map { [$0] } ?? []
        if let query = request.head.path?.split(separator: "?", maxSplits: 1).dropFirst().first {
            presented += FormFields(decodingQuery: String(query)).values(of: "token")
        }
        return presented.reduce(false) { HookCredentials.digest($1) == secret || $0 }
    }
}
