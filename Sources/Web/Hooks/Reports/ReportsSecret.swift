import Crypto
import Foundation
import JSON
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

extension FormFields {
    /// Reads the members of a JSON object that are texts or numbers, for callbacks that come as JSON; nil for all else.
    init?(membersOfJSON body: [UInt8]) {
        guard case .object(let members) = JSONValue.parse(body) else { return nil }
        let fields = members.sorted { $0.key < $1.key }.compactMap { name, json in
            LooseText(json)?.value.map { (name, $0) }
        }
        self.init(fields)
    }
}
