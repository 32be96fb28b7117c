import Foundation
import HTTPTransport
import JWTKit

/// Finds an issuer's keys: first its metadata, then the key set that it names.
struct IssuerMetadata: Sendable {
    /// Why there are no keys; safe for a log.
    enum Trouble: Error, CustomStringConvertible {
        case transport(TransportError.Code)
        case status(Int)
        case noMetadata
        case otherIssuer
        case insecure
        case noKeys

        var description: String {
            switch self {
            case .transport(.timeout): "the issuer gave no answer in time; is it reachable from here?"
            case .transport: "the issuer cannot be reached; is HOOK_OAUTH_ISSUER right, and reachable from here?"
            case .status(let status):
                "the issuer answered \(status) for its metadata; HOOK_OAUTH_ISSUER must be the issuer's own address"
            case .noMetadata: "the issuer's metadata names no jwks_uri; does HOOK_OAUTH_ISSUER give out access tokens?"
            case .otherIssuer: "the metadata is another issuer's; HOOK_OAUTH_ISSUER must be what it calls itself"
            case .insecure: "its jwks_uri is not https; HOOK_OAUTH_ISSUER must be an issuer whose keys can be trusted"
            case .noKeys: "its key set holds no key that can be used; does HOOK_OAUTH_ISSUER sign with RSA or EC keys?"
            }
        }
    }

    /// Without a slash at its end.
    let issuer: String
    let transport: any HTTPTransport

    private struct Metadata: Decodable {
        let issuer: String?
        let jwks_uri: String?
    }

    /// Fetches the keys that sign.
    ///
    /// - Parameter deadline: When all of it must be over.
    /// - Returns: The keys, at times none that can be used.
    /// - Throws: ``Trouble``.
    func keys(deadline: ContinuousClock.Instant) async throws(Trouble) -> [JWK] {
        let uri = try await keySetURI(deadline)
        let body = try await get(uri, operation: "keys", deadline)
        guard let set = try? JSONDecoder().decode(KeySet.self, from: Data(body)) else { throw .noKeys }
        return set.keys.compactMap(\.key)
    }

    /// Asks all the places in which metadata may be, one after another.
    private func keySetURI(_ deadline: ContinuousClock.Instant) async throws(Trouble) -> String {
        var last = Trouble.noMetadata
        for url in places {
            let body: [UInt8]
            do {
                body = try await get(url, operation: "metadata", deadline)
            } catch {
                // Nobody there: another path would not help.
                if case .transport = error { throw error }
                last = error
                continue
            }
            guard let metadata = try? JSONDecoder().decode(Metadata.self, from: Data(body)),
                let uri = metadata.jwks_uri
            else { continue }
            guard metadata.issuer.map(IssuerKeys.trimmed) == issuer else { throw .otherIssuer }
            guard Self.isSafe(uri) else { throw .insecure }
            return uri
        }
        throw last
    }

    /// OpenID Connect and Okta put the well-known part behind the issuer's path, RFC 8414 before it.
    private var places: [String] {
        let names = ["openid-configuration", "oauth-authorization-server"]
        var places = names.map { "\(issuer)/.well-known/\($0)" }
        if let parts = SplitURL(issuer), parts.target.count > 1 {
            let base = issuer.dropLast(parts.target.count)
            places.append("\(base)/.well-known/oauth-authorization-server\(parts.target)")
        }
        return places
    }

    private func get(
        _ url: String, operation: String, _ deadline: ContinuousClock.Instant
    ) async throws(Trouble) -> [UInt8] {
        let request = OutboundRequest(
            method: "GET", url: url, headers: OutboundHeaders([("Accept", "application/json")]), upstream: "issuer",
            operation: operation)
        let answer: OutboundResponse
        do {
            answer = try await transport.send(request, deadline: deadline)
        } catch {
            throw .transport(error.code)
        }
        guard answer.status == 200 else { throw .status(answer.status) }
        return answer.body
    }

    /// `https`, or `http` on this machine.
    static func isSafe(_ url: String) -> Bool {
        guard let parts = SplitURL(url) else { return false }
        return parts.userinfo == nil && parts.isConfidential
    }
}

/// A key set (RFC 7517) of which only keys that are understood and that sign are taken.
private struct KeySet: Decodable {
    let keys: [Entry]

    struct Entry: Decodable {
        /// Nil for a key of another kind, or for encryption.
        let key: JWK?

        private enum CodingKeys: CodingKey { case use }

        init(from decoder: any Decoder) throws {
            let use = try? decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(String.self, forKey: .use)
            var key = use ?? "sig" == "sig" ? try? JWK(from: decoder) : nil
            // A single key may go without a name; JWTKit wants one.
            if key?.keyIdentifier == nil { key?.keyIdentifier = JWKIdentifier(string: "") }
            self.key = key
        }
    }
}
