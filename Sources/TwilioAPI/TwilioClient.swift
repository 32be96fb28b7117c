import Foundation
public import HTTPTransport

/// What proves to Twilio who asks: an API key or the account itself.
public struct TwilioCredentials: Sendable {
    let authorization: String

    /// - Parameters:
    ///   - sid: `SK…` of an API key, or `AC…` of the account.
    ///   - secret: The key's secret, or the auth token.
    public init(sid: String, secret: String) {
        authorization = "Basic " + Data("\(sid):\(secret)".utf8).base64EncodedString()
    }
}

/// Twilio's REST API 2010-04-01, as far as it is used.
public struct TwilioClient: Sendable {
    private let accountSID: String
    private let credentials: TwilioCredentials
    private let baseURL: String
    private let transport: any HTTPTransport

    /// - Parameters:
    ///   - accountSID: `AC…`; it stands in every path, also with an API key.
    ///   - credentials: What proves who asks.
    ///   - baseURL: `https://api.twilio.com` or a region's, without a slash at its end.
    ///   - transport: What sends.
    public init(accountSID: String, credentials: TwilioCredentials, baseURL: String, transport: any HTTPTransport) {
        self.accountSID = accountSID
        self.credentials = credentials
        self.baseURL = baseURL
        self.transport = transport
    }

    /// Makes a live call fetch its next document from a URL
    /// (https://www.twilio.com/docs/voice/api/call-resource#update-a-call-resource).
    ///
    /// - Throws: ``TwilioError``; ``TwilioError/Code/callNotInProgress`` when the caller has hung up.
    public func redirectCall(
        _ callSID: String, to url: String, deadline: ContinuousClock.Instant
    ) async throws(TwilioError) {
        let form = FormEncoding.encode([("Url", url), ("Method", "POST")])
        _ = try await request(
            "POST", "Calls/\(FormEncoding.escape(callSID)).json", form: form, operation: "redirect", deadline: deadline)
    }

    /// Reads the account: a harmless request that shows whether the credentials work.
    public func fetchAccount(deadline: ContinuousClock.Instant) async throws(TwilioError) -> TwilioAccount {
        let body = try await get("", operation: "account", deadline: deadline)
        return try Self.decode(TwilioAccount.self, body)
    }

    /// Finds one of the account's numbers; nil when it is not there.
    public func incomingNumber(
        _ number: String, deadline: ContinuousClock.Instant
    ) async throws(TwilioError) -> TwilioNumber? {
        struct Page: Decodable { let incoming_phone_numbers: [TwilioNumber] }
        let query = "IncomingPhoneNumbers.json?PhoneNumber=\(FormEncoding.escape(number))"
        let body = try await get(query, operation: "number", deadline: deadline)
        return try Self.decode(Page.self, body).incoming_phone_numbers.first
    }

    private func get(
        _ path: String, operation: String, deadline: ContinuousClock.Instant
    ) async throws(TwilioError) -> [UInt8] {
        try await request("GET", path, form: nil, operation: operation, deadline: deadline)
    }

    private func request(
        _ method: String, _ path: String, form: String?, operation: String, deadline: ContinuousClock.Instant
    ) async throws(TwilioError) -> [UInt8] {
        var headers = OutboundHeaders([("Authorization", credentials.authorization), ("Accept", "application/json")])
        if form != nil { headers["Content-Type"] = "application/x-www-form-urlencoded" }
        let account = "\(baseURL)/2010-04-01/Accounts/\(accountSID)"
        let request = OutboundRequest(
            method: method, url: path.isEmpty ? "\(account).json" : "\(account)/\(path)", headers: headers,
            body: form.map { Array($0.utf8) }, upstream: "twilio", operation: operation)
        for attempt in 0... {
            let answer: OutboundResponse
            do {
                answer = try await transport.send(request, deadline: deadline)
            } catch {
                throw TwilioError(error)
            }
            if (200..<300).contains(answer.status) { return answer.body }
            // 429 was never processed, so it may be repeated; nothing else may.
            let pause = Duration.milliseconds(200 << min(attempt, 3))
            guard answer.status == 429, attempt < 3, .now + pause < deadline else { throw TwilioError(answer) }
            try? await Task.sleep(for: pause)
            if Task.isCancelled { throw TwilioError(answer) }
        }
        throw TwilioError(.malformed)
    }

    private static func decode<Value: Decodable>(_ type: Value.Type, _ body: [UInt8]) throws(TwilioError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(body))
        } catch {
            throw TwilioError(.malformed)
        }
    }
}

/// An account of Twilio's.
public struct TwilioAccount: Sendable, Decodable {
    /// `active`, `suspended` or `closed`.
    public let status: String
    /// `Trial` or `Full`.
    public let type: String?
}

/// A number of the account.
public struct TwilioNumber: Sendable, Decodable {
    /// `PN…`.
    public let sid: String
    /// Where calls are sent.
    public let voiceURL: String?
    /// How.
    public let voiceMethod: String?
    /// Where calls are sent when that fails.
    public let voiceFallbackURL: String?
    /// Where the end of a call is reported.
    public let statusCallback: String?

    enum CodingKeys: String, CodingKey {
        case sid
        case voiceURL = "voice_url"
        case voiceMethod = "voice_method"
        case voiceFallbackURL = "voice_fallback_url"
        case statusCallback = "status_callback"
    }
}
