public import Clocks
import Delivery
import Foundation
public import HTTPTransport
import JWTKit
public import Logging
import Texts

/// Whose bearer tokens are accepted.
public struct BearerRules: Sendable {
    /// `iss`.
    public let issuer: String
    /// `aud`.
    public let audience: String
    /// A scope that must be there; nil for any.
    public let scope: String?

    /// Sets the rules.
    public init(issuer: String, audience: String, scope: String?) {
        self.issuer = issuer
        self.audience = audience
        self.scope = scope
    }
}

/// Checks OAuth 2.0 bearer tokens that are JWTs (RFC 9068), with the issuer's own keys.
public struct BearerTokens: Sendable {
    private let rules: BearerRules
    private let keys: IssuerKeys
    private let timing: Timing
    private let patience: Duration
    /// Clocks differ, seconds.
    private static let leeway = 30.0
    /// Signatures of a private key (RFC 7518, 3.1; RFC 8037): whoever can check one of them cannot make one.
    private static let algorithms: Set<String> = [
        "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
    ]

    /// Puts a check together.
    ///
    /// - Parameters:
    ///   - rules: What tokens must say.
    ///   - transport: What fetches keys.
    ///   - budget: How long a request has in all; fetching keys gets two fifths of it.
    ///   - timing: The clock.
    ///   - logger: Hears of keys that cannot be had.
    public init(
        rules: BearerRules, transport: any HTTPTransport, budget: Duration, timing: Timing = .real, logger: Logger
    ) {
        self.rules = rules
        self.timing = timing
        patience = budget * 0.4
        keys = IssuerKeys(issuer: rules.issuer, transport: transport, timing: timing, logger: logger)
    }

    /// Fetches the keys ahead of the first token, and again from time to time until the task is cancelled.
    public func keepKeysFresh() async { await keys.keepFresh() }

    /// Looks whether the issuer's keys can be had.
    ///
    /// - Parameter deadline: When the answer is of no use any more.
    /// - Returns: Why not, in words that are safe to print; nil when they can.
    public func problem(deadline: ContinuousClock.Instant) async -> String? { await keys.problem(deadline: deadline) }

    /// Checks a token.
    ///
    /// - Parameters:
    ///   - token: What stands behind `Bearer`.
    ///   - arrivedAt: When its request came in.
    /// - Throws: ``BearerRefusal``.
    func check(_ token: String, arrivedAt: ContinuousClock.Instant) async throws(BearerRefusal) {
        let header = try Self.header(of: token)
        guard Self.algorithms.contains(header.alg) else { throw .algorithm }
        let key = try await keys.key(header.kid, algorithm: header.alg, until: arrivedAt + patience)
        let claims: Claims
        do {
            claims = try await key.verify(token, as: Claims.self)
        } catch {
            throw (error as? JWTError)?.errorType == .malformedToken || error is DecodingError ? .malformed : .signature
        }
        try check(claims)
    }

    private func check(_ claims: Claims) throws(BearerRefusal) {
        guard let issuer = claims.iss, IssuerKeys.trimmed(issuer) == IssuerKeys.trimmed(rules.issuer) else {
            throw .issuer
        }
        guard claims.aud.values.contains(rules.audience) else { throw .audience }
        let now = timing.date().timeIntervalSince1970
        guard let end = claims.exp, now < end + Self.leeway else { throw .expired }
        if let begin = claims.nbf, now + Self.leeway < begin { throw .early }
        guard let wanted = rules.scope else { return }
        // Several, separated by spaces, must all be there.
        let scopes = Set((claims.scp.values + claims.scope.values).flatMap { $0.split(separator: " ") })
        guard wanted.split(separator: " ").allSatisfy(scopes.contains) else { throw .scope }
    }

    private struct Header: Decodable {
        let alg: String
        let kid: String?
        let crit: [String]?
    }

    private static func header(of token: String) throws(BearerRefusal) -> Header {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let data = Base64URL.decode(parts[0]),
            let header = try? JSONDecoder().decode(Header.self, from: Data(data)), header.crit == nil
        else { throw .malformed }
        return header
    }
}

/// What is read of a token; the names are those of RFC 9068 and of Okta (`scp`).
private struct Claims: JWTPayload {
    let iss: String?
    let aud: OneOrMore
    let exp: Double?
    let nbf: Double?
    let scp: OneOrMore
    let scope: OneOrMore

    /// A text, or several of them.
    struct OneOrMore: Codable {
        let values: [String]

        init(_ values: [String]) { self.values = values }

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            values = try (try? container.decode(String.self)).map { [$0] } ?? container.decode([String].self)
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode(values)
        }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        iss = try container.decodeIfPresent(String.self, forKey: .iss)
        aud = try container.decodeIfPresent(OneOrMore.self, forKey: .aud) ?? OneOrMore([])
        exp = try container.decodeIfPresent(Double.self, forKey: .exp)
        nbf = try container.decodeIfPresent(Double.self, forKey: .nbf)
        scp = try container.decodeIfPresent(OneOrMore.self, forKey: .scp) ?? OneOrMore([])
        scope = try container.decodeIfPresent(OneOrMore.self, forKey: .scope) ?? OneOrMore([])
    }

    /// Nothing: the rules are ``BearerTokens``'s.
    func verify(using algorithm: some JWTAlgorithm) async throws {}
}
