public import Clocks
import Foundation
public import HTTPTransport

/// Twilio's REST API 2010-04-01, as far as it is used.
///
/// Requests that do something are sent again only after a 429, which Twilio never processed, and when nothing reached
/// it (https://www.twilio.com/docs/usage/api); reads also after a failure.
public struct TwilioClient: Sendable {
    let account: String
    let baseURL: String
    private let credentials: TwilioCredentials
    private let transport: any HTTPTransport
    private let timing: Timing

    /// Makes a client.
    ///
    /// - Parameters:
    ///   - accountSID: `AC…`; it stands in every path, also with an API key.
    ///   - credentials: What proves who asks.
    ///   - baseURL: `https://api.twilio.com` or a region's, without a slash at its end.
    ///   - transport: What sends.
    ///   - timing: The clocks to go by.
    public init(
        accountSID: String, credentials: TwilioCredentials, baseURL: String, transport: any HTTPTransport,
        timing: Timing = .real
    ) {
        self.baseURL = baseURL
        account = "\(baseURL)/2010-04-01/Accounts/\(PercentEncoding.encode(accountSID))"
        self.credentials = credentials
        self.transport = transport
        self.timing = timing
    }

    /// Makes a live call fetch its next document from a URL
    /// (https://www.twilio.com/docs/voice/api/call-resource#update-a-call-resource).
    ///
    /// - Parameters:
    ///   - callSID: `CA…`.
    ///   - url: Where the document is, asked for by POST.
    ///   - deadline: When it is no use any more.
    /// - Throws: ``TwilioError``; ``TwilioError/Code/callNotInProgress`` when the caller has hung up, or the call is one
    ///   that Twilio does not know any more.
    public func redirectCall(
        _ callSID: String, to url: String, deadline: ContinuousClock.Instant
    ) async throws(TwilioError) {
        let form = FormEncoding.encode([("Url", url), ("Method", "POST")])
        do {
            _ = try await send(
                "POST", "/Calls/\(PercentEncoding.encode(callSID)).json", form: form, operation: "redirect",
                repeating: .reads, deadline: deadline)
        } catch {
            guard error.code == .notFound else { throw error }
            throw TwilioError(.callNotInProgress, twilioCode: error.twilioCode, status: error.status)
        }
    }

    /// Reads the account: a harmless request that shows whether the credentials work.
    ///
    /// - Throws: ``TwilioError``.
    public func fetchAccount(deadline: ContinuousClock.Instant) async throws(TwilioError) -> TwilioAccount {
        try Self.decode(try await send("GET", ".json", operation: "account", deadline: deadline))
    }

    func send(
        _ method: String, _ path: String, form: String? = nil, operation: String,
        repeating scope: RetryPolicy.Scope? = nil, deadline: ContinuousClock.Instant
    ) async throws(TwilioError) -> OutboundResponse {
        try await send(
            method, url: account + path, form: form, operation: operation, repeating: scope, deadline: deadline)
    }

    func send(
        _ method: String, url: String, form: String? = nil, operation: String,
        repeating scope: RetryPolicy.Scope? = nil, deadline: ContinuousClock.Instant
    ) async throws(TwilioError) -> OutboundResponse {
        var headers = OutboundHeaders([("Authorization", credentials.authorization), ("Accept", "application/json")])
        if form != nil { headers["Content-Type"] = "application/x-www-form-urlencoded" }
        let request = OutboundRequest(
            method: method, url: url, headers: headers, body: form.map { Array($0.utf8) },
            upstream: "twilio", operation: operation)
        let policy = RetryPolicy(scope ?? (method == "GET" ? .reads : .unprocessed), attempts: 3)
        let answer: OutboundResponse
        do {
            answer = try await transport.send(request, deadline: deadline, repeating: policy, timing: timing)
        } catch {
            throw TwilioError(error)
        }
        guard (200..<300).contains(answer.status) else { throw TwilioError(answer) }
        return answer
    }

    // The fate is that of a request whose answer makes no sense.
    static func decode<Value: Decodable>(
        _ answer: OutboundResponse, fate: TwilioError.Fate = .answered
    ) throws(TwilioError) -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: Data(answer.body))
        } catch {
            throw TwilioError(.malformed, status: answer.status, fate: fate)
        }
    }
}
