import Clocks
import Foundation
import HTTPTransport
import JSON

/// The organisation's token endpoint (https://developer.okta.com/docs/reference/api/oidc/#token).
struct TokenEndpoint: Sendable {
    let url: String
    let clientID: String
    let key: ServiceAppKey
    let scopes: [OktaScope]
    let prover: DPoPProver
    let transport: any HTTPTransport
    let timing: Timing
    let freshID: @Sendable () -> String

    /// Asks for a token, with a proof of possession where the organisation has shown that it wants one.
    ///
    /// - Throws: ``OktaError``.
    func fetch(deadline: ContinuousClock.Instant) async throws(OktaError) -> AccessToken {
        var failures = 0
        var demands = 0
        while true {
            let begin = timing.now()
            let request = try await request()
            let result: Result<OutboundResponse, TransportError>
            do {
                result = .success(try await transport.send(request, deadline: deadline))
            } catch {
                result = .failure(error)
            }
            switch result {
            case .success(let answer) where answer.status == 200:
                prover.noteTokenAnswer(answer)
                guard let token = AccessToken(answer, askedAt: begin) else {
                    throw OktaError(.malformedAnswer, status: 200, requestID: OktaRefusal.requestID(of: answer))
                }
                return token
            case .success(let answer):
                let refusal = TokenRefusal(answer)
                // Without proof, then without nonce, then with both: twice is as often as it makes sense.
                if demands < 2, refusal.wantsProof {
                    prover.demand(nonce: DPoPProver.nonce(in: answer))
                    demands += 1
                    continue
                }
                if answer.status >= 500, failures == 0 {
                    failures += 1
                    continue
                }
                throw refusal.error(asking: scopes, retryAfter: RateLimitReading.wait(asked: answer, at: timing.date()))
            case .failure(let error):
                // Two tokens do no harm, so that a connection that was closed meanwhile is no reason to give up.
                guard failures == 0, error.code == .connect || error.code == .interrupted else {
                    throw OktaError(error)
                }
                failures += 1
            }
        }
    }

    private func request() async throws(OktaError) -> OutboundRequest {
        let time = Int(timing.date().timeIntervalSince1970)
        var request = OutboundRequest(
            method: "POST", url: url,
            headers: OutboundHeaders([
                ("Accept", "application/json"), ("Content-Type", "application/x-www-form-urlencoded"),
            ]), upstream: "okta", operation: "token")
        do {
            let claims = ClientAssertion(clientID: clientID, tokenURL: url, time: time, id: freshID())
            request.body = Self.form(assertion: try await key.sign(claims), scopes: scopes)
            if prover.isDemanded {
                request.headers["DPoP"] = try await prover.proof(
                    method: "POST", url: url, nonce: prover.tokenNonce, token: nil, time: time, id: freshID())
            }
        } catch {
            throw OktaError(.unauthorized, fate: .unsent, hint: .keyUnusable)
        }
        return request
    }

    private static func form(assertion: String, scopes: [OktaScope]) -> [UInt8] {
        let fields = [
            ("grant_type", "client_credentials"), ("scope", scopes.map(\.rawValue).joined(separator: " ")),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", assertion),
        ]
        return Array(fields.map { "\($0.0)=\(PercentEncoding.encode($0.1))" }.joined(separator: "&").utf8)
    }
}

/// Why the token endpoint gave none (RFC 6749, 5.2).
struct TokenRefusal {
    private let answer: OutboundResponse
    private let code: String?

    init(_ answer: OutboundResponse) {
        self.answer = answer
        code = JSONValue.parse(answer.body)?["error"]?.text
    }

    /// Whether the organisation wants a proof of possession, or a newer one.
    var wantsProof: Bool { code == "invalid_dpop_proof" || code == "use_dpop_nonce" }

    func error(asking scopes: [OktaScope], retryAfter: Duration?) -> OktaError {
        let meaning: (OktaError.Code, OktaError.Hint?)? =
            switch code {
            case "invalid_client", "unauthorized_client": (.unauthorized, .clientRefused)
            // Okta says the second when none of the scopes was granted.
            case "invalid_scope", "consent_required", "access_denied": (.forbidden, .scopesNotGranted(scopes))
            case "invalid_dpop_proof", "use_dpop_nonce": (.unauthorized, .proofRefused)
            default: nil
            }
        let refusal = OktaRefusal(answer)
        guard let meaning else { return OktaError(refusal, retryAfter: retryAfter) }
        return OktaError(
            meaning.0, status: answer.status, requestID: refusal.requestID, hint: meaning.1)
    }
}
