import Clocks
import HTTPTransport

extension OktaClient {
    // MARK: Requests

    func request(_ method: String, _ path: String, operation: String) -> OutboundRequest {
        OutboundRequest(
            method: method, url: orgURL + path,
            headers: OutboundHeaders([("Accept", "application/json"), ("User-Agent", userAgent)]), upstream: "okta",
            operation: operation)
    }

    /// Makes a request for a link that Okta gave: the token goes along, and a link elsewhere would give it away.
    func request(_ method: String, link: String, operation: String) throws(OktaError) -> OutboundRequest {
        guard !link.utf8.contains(UInt8(ascii: "#")), let organisation = SplitURL(orgURL), let target = SplitURL(link),
            target.hasSameOrigin(as: organisation)
        else { throw OktaError(.foreignLink, fate: .unsent) }
        var request = request(method, "", operation: operation)
        request.url = link
        return request
    }

    // MARK: Sending

    /// Sends a request as often as makes sense for who waits for it.
    ///
    /// - Parameters:
    ///   - request: What to send.
    ///   - priority: Who waits for it.
    ///   - deadline: When it is no use any more.
    ///   - explains: Whether an error keeps Okta's own words: only where they can name no person.
    /// - Returns: An answer with a status of success.
    /// - Throws: ``OktaError``.
    func send(
        _ request: OutboundRequest, _ priority: RequestPriority, deadline: ContinuousClock.Instant,
        explains: Bool = false
    ) async throws(OktaError) -> OutboundResponse {
        var request = request
        var attempt = 1
        var hasNewCredentials = false
        let bucket = RateLimitBucket(url: request.url)
        while true {
            try await admit(priority, bucket, deadline)
            let (sent, result) = try await sendOnce(request, bucket, deadline)
            if case .success(let answer) = result {
                if (200..<300).contains(answer.status) { return answer }
                // A 401 did nothing, so that whatever it was may be sent again with fresh credentials, once.
                if answer.status == 401, !hasNewCredentials,
                    await credentials.invalidate(sent, refusedWith: answer)
                {
                    hasNewCredentials = true
                    continue
                }
            }
            let asked = (try? result.get()).flatMap { RateLimitReading.wait(asked: $0, at: timing.date()) }
            let policy = priority.policy(for: request.method)
            guard
                let wait = policy.delay(
                    for: attempt, answer: result, asked: asked, remaining: deadline - timing.now(),
                    random: timing.random())
            else { throw OktaError(result, retryAfter: asked, explains: explains) }
            try await pause(wait)
            // What Okta's own clients send along, so that its support can follow a request that was repeated.
            if attempt == 1, let id = (try? result.get())?.headers["X-Okta-Request-Id"], LogToken(id) != nil {
                request.headers["X-Okta-Retry-For"] = id
            }
            request.headers["X-Okta-Retry-Count"] = "\(attempt)"
            attempt += 1
        }
    }

    private func sendOnce(
        _ request: OutboundRequest, _ bucket: RateLimitBucket, _ deadline: ContinuousClock.Instant
    ) async throws(OktaError) -> (OutboundRequest, Result<OutboundResponse, TransportError>) {
        var authorised = request
        try await credentials.authorize(&authorised, deadline: deadline)
        do {
            let answer = try await transport.send(authorised, deadline: deadline)
            if let reading = RateLimitReading(answer, at: timing.date()) { await budget.record(reading, for: bucket) }
            await credentials.note(answer)
            return (authorised, .success(answer))
        } catch {
            return (authorised, .failure(error))
        }
    }

    /// Waits until the budget admits a request.
    ///
    /// - Throws: ``OktaError/Code/rateLimited``, with nothing sent, when that takes too long.
    private func admit(
        _ priority: RequestPriority, _ bucket: RateLimitBucket, _ deadline: ContinuousClock.Instant
    ) async throws(OktaError) {
        while true {
            let wait = await budget.admit(priority, to: bucket)
            guard wait > .zero else { return }
            guard wait <= priority.longestWait, timing.now() + wait < deadline else {
                throw OktaError(.rateLimited, fate: .unsent, retryAfter: wait)
            }
            try await pause(wait)
        }
    }

    private func pause(_ time: Duration) async throws(OktaError) {
        do {
            try await timing.pause(time)
        } catch {
            throw OktaError(.timeout, fate: .unsent)
        }
    }

    static func malformed(_ answer: OutboundResponse) -> OktaError {
        OktaError(.malformedAnswer, status: answer.status, requestID: OktaRefusal.requestID(of: answer))
    }
}
