import Foundation
public import HTTPTransport

/// Okta's management API, as far as it is used.
///
/// Every method asks once; only reads are repeated, and only after a 429 whose wait is short. A `verify` is never
/// repeated once it may have been sent: it would send another message.
public struct OktaClient: Sendable {
    let orgURL: String
    let credentials: any OktaCredentials
    let transport: any HTTPTransport
    let budget: RateLimitBudget
    let userAgent: String

    /// How long a caller is kept waiting for a rate limit.
    static let longestWait: Duration = .seconds(2)

    /// - Parameters:
    ///   - orgURL: `https://acme.okta.com`, without a slash at its end.
    ///   - credentials: What proves who asks.
    ///   - transport: What sends.
    ///   - budget: What is left of Okta's limits.
    ///   - userAgent: Required by pushes, and shown to the person.
    public init(
        orgURL: String, credentials: any OktaCredentials, transport: any HTTPTransport, budget: RateLimitBudget,
        userAgent: String
    ) {
        self.orgURL = orgURL
        self.credentials = credentials
        self.transport = transport
        self.budget = budget
        self.userAgent = userAgent
    }

    // MARK: Users

    /// Finds people by a profile attribute. Results lag behind: read what matters again by id.
    public func searchUsers(
        attribute: String, equals value: String, limit: Int, deadline: ContinuousClock.Instant
    ) async throws(OktaError) -> [OktaUser] {
        let search = "profile.\(attribute) eq \(try Self.literal(value))"
        let path = "/api/v1/users?search=\(Self.escape(search))&limit=\(limit)"
        return try await read([OktaUser].self, path, operation: "search", deadline: deadline)
    }

    /// Reads a person.
    public func user(id: String, deadline: ContinuousClock.Instant) async throws(OktaError) -> OktaUser {
        try await read(OktaUser.self, "/api/v1/users/\(Self.escape(id))", operation: "user", deadline: deadline)
    }

    /// Lists a person's factors, of every kind and status.
    public func factors(
        of user: String, deadline: ContinuousClock.Instant
    ) async throws(OktaError) -> [OktaFactor] {
        let path = "/api/v1/users/\(Self.escape(user))/factors"
        return try await read([OktaFactor].self, path, operation: "factors", deadline: deadline)
    }

    // MARK: Challenges

    /// Sends a code by text message.
    public func sendChallenge(
        user: String, factor: String, language: String, deadline: ContinuousClock.Instant
    ) async throws(OktaError) -> OktaVerification {
        // The header chooses the template's translation; it takes a language without its region.
        let language = language.split(separator: "-").first.map(String.init)
        return try await verify(user, factor, "{}", operation: "challenge", language: language, deadline)
    }

    /// Sends a push, with a number to match when asked for.
    public func sendPush(
        user: String, factor: String, numberChallenge: Bool, deadline: ContinuousClock.Instant
    ) async throws(OktaError) -> OktaVerification {
        let body = numberChallenge ? #"{"useNumberMatchingChallenge":true}"# : nil
        return try await verify(user, factor, body, operation: "push", deadline)
    }

    /// Checks a code.
    public func verify(
        user: String, factor: String, passCode: String, deadline: ContinuousClock.Instant
    ) async throws(OktaError) -> OktaVerification {
        // Without a code Okta would send a new one.
        guard !passCode.isEmpty else { throw OktaError(.refusedRequest, fate: .unsent) }
        let body = #"{"passCode":\#(try Self.literal(passCode))}"#
        return try await verify(user, factor, body, operation: "verify", deadline)
    }

    private func verify(
        _ user: String, _ factor: String, _ body: String?, operation: String, language: String? = nil,
        _ deadline: ContinuousClock.Instant
    ) async throws(OktaError) -> OktaVerification {
        var request = request(
            "POST", "/api/v1/users/\(Self.escape(user))/factors/\(Self.escape(factor))/verify", operation: operation)
        if let body {
            request.body = Array(body.utf8)
            request.headers["Content-Type"] = "application/json"
        }
        if let language { request.headers["Accept-Language"] = language }
        return try Self.decode(OktaVerification.self, try await send(request, deadline: deadline))
    }

    /// Asks where a push stands, by the link that Okta gave.
    ///
    /// - Throws: ``OktaError/Code/foreignLink`` when the link leads elsewhere; nothing is sent then.
    public func poll(link: String, deadline: ContinuousClock.Instant) async throws(OktaError) -> OktaVerification {
        guard await budget.take(isBackground: true) else { throw OktaError(.rateLimited, fate: .unsent) }
        let answer = try await follow("GET", link, operation: "poll", deadline)
        return try Self.decode(OktaVerification.self, answer)
    }

    /// Takes a push back, by the link that Okta gave.
    public func cancel(link: String, deadline: ContinuousClock.Instant) async throws(OktaError) {
        _ = try await follow("DELETE", link, operation: "cancel", deadline)
    }

    private func follow(
        _ method: String, _ link: String, operation: String, _ deadline: ContinuousClock.Instant
    ) async throws(OktaError) -> OutboundResponse {
        // The token goes along: a link to another host would give it away.
        guard link.hasPrefix(orgURL + "/"), !link.contains("/../") else { throw OktaError(.foreignLink, fate: .unsent) }
        return try await perform(
            request(method, String(link.dropFirst(orgURL.count)), operation: operation), deadline: deadline)
    }

    // MARK: Requests

    private func request(_ method: String, _ path: String, operation: String) -> OutboundRequest {
        OutboundRequest(
            method: method, url: orgURL + path,
            headers: OutboundHeaders([("Accept", "application/json"), ("User-Agent", userAgent)]), upstream: "okta",
            operation: operation)
    }

    private func read<Value: Decodable>(
        _ type: Value.Type, _ path: String, operation: String, deadline: ContinuousClock.Instant
    ) async throws(OktaError) -> Value {
        let request = request("GET", path, operation: operation)
        do {
            return try Self.decode(type, try await send(request, deadline: deadline))
        } catch {
            // A read may be repeated, if the caller need not wait for it long.
            guard error.code == .rateLimited, let wait = error.retryAfter, wait <= Self.longestWait,
                ContinuousClock.now + wait < deadline
            else { throw error }
            try? await Task.sleep(for: wait)
            return try Self.decode(type, try await send(request, deadline: deadline))
        }
    }

    private func send(
        _ request: OutboundRequest, deadline: ContinuousClock.Instant
    ) async throws(OktaError) -> OutboundResponse {
        guard await budget.take(isBackground: false) else { throw OktaError(.rateLimited, fate: .unsent) }
        return try await perform(request, deadline: deadline)
    }

    /// Sends a request with credentials; once more with fresh ones when the old were refused, since a 401 did nothing.
    private func perform(
        _ request: OutboundRequest, deadline: ContinuousClock.Instant
    ) async throws(OktaError) -> OutboundResponse {
        do {
            return try await attempt(request, deadline: deadline)
        } catch {
            guard error.code == .unauthorized, await credentials.invalidate() else { throw error }
            return try await attempt(request, deadline: deadline)
        }
    }

    private func attempt(
        _ request: OutboundRequest, deadline: ContinuousClock.Instant
    ) async throws(OktaError) -> OutboundResponse {
        var request = request
        try await credentials.authorize(&request, deadline: deadline)
        let answer: OutboundResponse
        do {
            answer = try await transport.send(request, deadline: deadline)
        } catch {
            throw OktaError(error)
        }
        await budget.record(
            answer.headers, bucket: RateLimitBudget.bucket(method: request.method, path: String(request.url.dropFirst(orgURL.count))))
        guard (200..<300).contains(answer.status) else { throw Self.failure(answer) }
        return answer
    }
}

// MARK: - Wire format

extension OktaClient {
    /// A literal of Okta's search language, which is a JSON string.
    static func literal(_ text: String) throws(OktaError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        guard let data = try? encoder.encode(text) else { throw OktaError(.badSearch, fate: .unsent) }
        return String(decoding: data, as: UTF8.self)
    }

    /// Escapes everything but unreserved characters: a `+` that is left alone would be read as a space.
    static func escape(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }

    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

    static func decode<Value: Decodable>(_ type: Value.Type, _ answer: OutboundResponse) throws(OktaError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(answer.body))
        } catch {
            throw OktaError(
                .malformedAnswer, status: answer.status, requestID: answer.headers["X-Okta-Request-Id"])
        }
    }

    static func failure(_ answer: OutboundResponse) -> OktaError {
        struct Body: Decodable { let errorCode: String? }
        let code = (try? JSONDecoder().decode(Body.self, from: Data(answer.body)))?.errorCode
        // Only what looks like a code goes into a log.
        let isCode = code.map { $0.utf8.count == 8 && $0.hasPrefix("E") && $0.dropFirst().allSatisfy(\.isNumber) } ?? false
        return OktaError(
            OktaErrorTable.meaning(of: code, status: answer.status), oktaCode: isCode ? code : nil,
            status: answer.status, requestID: answer.headers["X-Okta-Request-Id"],
            retryAfter: answer.status == 429 ? retryAfter(answer.headers) : nil)
    }

    /// The wait that Okta's own clients use: until the window resets, by Okta's clock, and a second more.
    static func retryAfter(_ headers: OutboundHeaders) -> Duration? {
        if let seconds = headers["Retry-After"].flatMap({ Int($0) }) { return .seconds(max(0, seconds)) }
        guard let reset = headers.values(of: "X-Rate-Limit-Reset").compactMap({ Int($0) }).min() else { return nil }
        let now = headers["Date"].flatMap(OktaDate.readHTTP) ?? Date()
        return .seconds(max(0, Double(reset) - now.timeIntervalSince1970) + 1)
    }
}
