public import Clocks
public import Foundation
public import HTTPTransport

/// An OAuth 2.0 service app that signs with a key of its own (`private_key_jwt`), with DPoP where Okta demands it.
///
/// A token is kept for as long as it is good and renewed before that ends, by one request for all callers. Whether the
/// organisation demands proofs of possession is learnt from its first refusal, so that others lose no request over it.
public struct OAuthServiceApp: OktaCredentials {
    private let tokens: TokenKeeper
    private let prover: DPoPProver
    private let timing: Timing
    private let freshID: @Sendable () -> String

    /// Makes credentials of a service app.
    ///
    /// - Parameters:
    ///   - orgURL: `https://acme.okta.com`, without a slash at its end.
    ///   - clientID: The app's client id.
    ///   - key: The key whose public half the app has.
    ///   - scopes: What the token is for; ask for no more than that.
    ///   - transport: What sends the requests for tokens.
    ///   - timing: The clocks to go by.
    ///   - freshID: Makes a text that was never used before, for `jti`.
    public init(
        orgURL: String, clientID: String, key: ServiceAppKey, scopes: [OktaScope], transport: any HTTPTransport,
        timing: Timing = .real, freshID: @escaping @Sendable () -> String = { UUID().uuidString }
    ) {
        prover = DPoPProver()
        tokens = TokenKeeper(
            endpoint: TokenEndpoint(
                url: orgURL + "/oauth2/v1/token", clientID: clientID, key: key, scopes: scopes, prover: prover,
                transport: transport, timing: timing, freshID: freshID))
        self.timing = timing
        self.freshID = freshID
    }

    /// Asks for a token, or takes the one that is there, and says what it allows.
    ///
    /// - Parameter deadline: When the answer is of no use any more.
    /// - Returns: The granted scopes; nil where Okta does not say.
    /// - Throws: ``OktaError``.
    public func grantedScopes(deadline: ContinuousClock.Instant) async throws(OktaError) -> [String]? {
        try await tokens.current(deadline: deadline).scopes
    }

    /// Adds `Authorization` and, for a bound token, a proof of possession.
    public func authorize(_ request: inout OutboundRequest, deadline: ContinuousClock.Instant) async throws(OktaError) {
        let token = try await tokens.current(deadline: deadline)
        guard token.isBound else {
            request.headers["Authorization"] = "Bearer \(token.text)"
            return
        }
        let time = Int(timing.date().timeIntervalSince1970)
        do {
            request.headers["DPoP"] = try await prover.proof(
                method: request.method, url: request.url, nonce: prover.resourceNonce, token: token.text, time: time,
                id: freshID())
        } catch {
            throw OktaError(.unauthorized, fate: .unsent, hint: .keyUnusable)
        }
        request.headers["Authorization"] = "DPoP \(token.text)"
    }

    /// Remembers the nonce that the next proofs have to hold.
    public func note(_ answer: OutboundResponse) async { prover.noteAnswer(answer) }

    /// Drops the refused token; keeps it where only the proof's nonce was too old.
    public func invalidate(_ request: OutboundRequest, refusedWith answer: OutboundResponse) async -> Bool {
        let errors = answer.headers.values(of: "WWW-Authenticate").compactMap { AuthenticateChallenge($0)["error"] }
        if errors.contains("use_dpop_nonce") { return DPoPProver.nonce(in: answer) != nil }
        // A plain token that is refused for want of a proof: the organisation wants them from now on.
        if errors.contains("invalid_dpop_proof") { prover.demand() }
        guard let text = request.headers["Authorization"]?.split(separator: " ").last else { return false }
        await tokens.drop(String(text))
        return true
    }
}

extension OAuthServiceApp: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Shows nothing of key and token.
    public var description: String { "OAuthServiceApp(••••)" }
    /// Shows nothing of key and token.
    public var debugDescription: String { description }
    /// Shows nothing of key and token.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
