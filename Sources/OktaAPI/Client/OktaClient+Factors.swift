import HTTPTransport
import JSON

extension OktaClient {
    /// Lists a person's factors, of every kind and status.
    ///
    /// - Throws: ``OktaError``.
    public func factors(
        of user: String, deadline: ContinuousClock.Instant
    ) async throws(OktaError) -> [OktaFactor] {
        let path = "/api/v1/users/\(PercentEncoding.encode(user))/factors"
        let answer = try await send(request("GET", path, operation: "factors"), .interactive, deadline: deadline)
        // What cannot be read is no factor that anybody could use.
        return try Self.decodeWhatMakesSense(answer)
    }

    /// Sends a code by text message.
    ///
    /// - Parameters:
    ///   - user: Okta's id of the person.
    ///   - factor: Okta's id of the factor.
    ///   - language: Chooses the template's translation, a language tag.
    ///   - deadline: When it is no use any more.
    /// - Returns: ``OktaVerification/Result/challenge``, normally.
    /// - Throws: ``OktaError``.
    public func sendChallenge(
        user: String, factor: String, language: String, deadline: ContinuousClock.Instant
    ) async throws(OktaError) -> OktaVerification {
        // The header takes a language without its region.
        let language = language.split { $0 == "-" || $0 == "_" }.first.map(String.init)
        let answer = try await verify(
            user, factor, Array("{}".utf8), operation: "challenge", language: language, deadline)
        do {
            return try Self.verification(in: answer)
        } catch {
            // 202: accepted, the gateway's acknowledgement is still to come (E0000070). The text is on its way.
            guard answer.status == 202 else { throw error }
            return OktaVerification(factorResult: .challenge)
        }
    }

    /// Sends a push, with a number to match when asked for.
    ///
    /// - Returns: Links to poll and to cancel, and the number where Okta already says it.
    /// - Throws: ``OktaError``; ``OktaError/Code/refusedRequest`` where the organisation has no number challenge.
    public func sendPush(
        user: String, factor: String, numberChallenge: Bool, deadline: ContinuousClock.Instant
    ) async throws(OktaError) -> OktaVerification {
        let body = numberChallenge ? Array(#"{"useNumberMatchingChallenge":true}"#.utf8) : nil
        return try Self.verification(in: try await verify(user, factor, body, operation: "push", deadline))
    }

    /// Checks a code.
    ///
    /// - Returns: ``OktaVerification/Result/success`` for the right one.
    /// - Throws: ``OktaError``; ``OktaError/Code/wrongPasscode`` for a wrong one.
    public func verify(
        user: String, factor: String, passCode: String, deadline: ContinuousClock.Instant
    ) async throws(OktaError) -> OktaVerification {
        // Without a code Okta would send a new one.
        guard !passCode.isEmpty else { throw OktaError(.refusedRequest, fate: .unsent) }
        let body = JSONWriter.object { $0.member("passCode", passCode) }
        return try Self.verification(in: try await verify(user, factor, body, operation: "verify", deadline))
    }

    /// Asks where a push stands, by the link that Okta gave.
    ///
    /// - Throws: ``OktaError``; ``OktaError/Code/foreignLink`` when the link leads elsewhere, and
    ///   ``OktaError/Code/rateLimited`` when what is left belongs to callers. Nothing is sent then.
    public func poll(link: String, deadline: ContinuousClock.Instant) async throws(OktaError) -> OktaVerification {
        let request = try request("GET", link: link, operation: "poll")
        return try Self.verification(in: try await send(request, .background, deadline: deadline))
    }

    /// Takes a push back, by the link that Okta gave.
    ///
    /// - Throws: ``OktaError``; ``OktaError/Code/foreignLink`` when the link leads elsewhere; nothing is sent then.
    public func cancel(link: String, deadline: ContinuousClock.Instant) async throws(OktaError) {
        let request = try request("DELETE", link: link, operation: "cancel")
        _ = try await send(request, .interactive, deadline: deadline)
    }

    private func verify(
        _ user: String, _ factor: String, _ body: [UInt8]?, operation: String, language: String? = nil,
        _ deadline: ContinuousClock.Instant
    ) async throws(OktaError) -> OutboundResponse {
        let (user, factor) = (PercentEncoding.encode(user), PercentEncoding.encode(factor))
        var request = request("POST", "/api/v1/users/\(user)/factors/\(factor)/verify", operation: operation)
        if let body {
            request.body = body
            request.headers["Content-Type"] = "application/json"
        }
        if let language { request.headers["Accept-Language"] = language }
        return try await send(request, .interactive, deadline: deadline)
    }

    private static func verification(in answer: OutboundResponse) throws(OktaError) -> OktaVerification {
        // An error object can come with a status that is none (E0000070 with 202).
        let json = try json(answer)
        let failure = json["errorCode"].map { _ in OktaRefusal(answer) }
        if let failure, failure.oktaCode != nil { throw OktaError(failure) }
        guard let verification = OktaVerification(json) else { throw malformed(answer) }
        return verification
    }
}
