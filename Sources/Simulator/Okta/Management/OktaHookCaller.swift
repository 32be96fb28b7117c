import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// Calls hooks as Okta does when an admin tests or verifies them.
struct OktaHookCaller: Sendable {
    /// What came back.
    struct Answer: Sendable {
        var status: Int
        var body: [UInt8]
    }

    private static let patience: TimeAmount = .seconds(3)

    let client: HTTPClient
    let journal: Journal

    /// Has the keys with which Okta proves itself where it fetches tokens.
    var issuer: OktaIssuer?

    /// Where requests to a public base URL really go.
    let localURL: @Sendable (String) async -> String

    /// Sends a sample request to an inline hook, with one more try after an error or three seconds of silence.
    ///
    /// - Parameters:
    ///   - hook: The hook.
    ///   - payload: The request.
    /// - Returns: The hook's answer, when it is one that Okta understands.
    /// - Throws: E0000001, saying what was wrong.
    func execute(_ hook: OktaStoredHook, payload: JSON) async throws(OktaFailure) -> JSON {
        var problem = "no answer within three seconds"
        for _ in 1...2 {
            guard let answer = try await send(hook, method: .POST, body: payload.bytes, extra: []) else { continue }
            guard answer.status == 200 else {
                problem = "the status \(answer.status)"
                continue
            }
            guard let body = JSON(answer.body), Self.isUnderstood(body, type: hook.type) else {
                throw .validation("response", "The hook's answer does not match the contract")
            }
            return body
        }
        throw .validation("response", "The hook gave \(problem)")
    }

    /// Asks an event hook whether it is who it says.
    ///
    /// - Returns: Whether it gave the challenge back.
    func verify(_ hook: OktaStoredHook, challenge: String) async throws(OktaFailure) -> Bool {
        let header = FormField("X-Okta-Verification-Challenge", challenge)
        for _ in 1...2 {
            guard let answer = try await send(hook, method: .GET, body: nil, extra: [header]) else { continue }
            return answer.status == 200 && JSON(answer.body)?["verification"]?.string == challenge
        }
        return false
    }

    /// Whether an answer is what the type of hook must give.
    static func isUnderstood(_ body: JSON, type: String?) -> Bool {
        guard let object = body.object else { return false }
        if let error = object["error"] { return error.object != nil }
        guard type == OktaStoredHook.telephony else { return true }
        guard let commands = object["commands"]?.array, commands.count == 1,
            commands[0]["type"]?.string == "com.okta.telephony.action", let values = commands[0]["value"]?.array,
            values.count == 1
        else { return false }
        return ["SUCCESSFUL", "PENDING", "FAILED"].contains(values[0]["status"]?.string)
    }

    // MARK: Sending

    private func send(
        _ hook: OktaStoredHook, method: HTTPMethod, body: [UInt8]?, extra: [FormField]
    ) async throws(OktaFailure) -> Answer? {
        var fields = extra + [FormField("Accept", "application/json")]
        if body != nil { fields.append(FormField("Content-Type", "application/json")) }
        if hook.usesOAuth {
            fields.append(FormField("Authorization", "Bearer \(try await token(for: hook))"))
        } else if let secret = hook.secret, let key = hook.config["authScheme"]?["key"]?.string {
            fields.append(FormField(key, secret))
        }
        for header in hook.config["headers"]?.array ?? [] {
            fields.append(FormField(header["key"]?.string ?? "", header["value"]?.string ?? ""))
        }
        return await request(hook.url, method: method, headers: fields, body: body)
    }

    /// A token for a hook that wants one.
    private func token(for hook: OktaStoredHook) async throws(OktaFailure) -> String {
        let config = hook.config
        let (client, url) = (config["clientId"]?.string ?? "", config["tokenUrl"]?.string ?? "")
        var fields = [
            FormField("grant_type", "client_credentials"), FormField("scope", config["scope"]?.string ?? ""),
        ]
        if config["authType"]?.string == "private_key_jwt" {
            let key = config["hookKeyId"]?.string ?? ""
            guard let assertion = await issuer?.assertion(hookKey: key, client: client, audience: url) else {
                throw .validation("channel.config.hookKeyId", "There is no such hook key")
            }
            let type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
            fields += [FormField("client_assertion_type", type), FormField("client_assertion", assertion)]
        } else {
            fields += [FormField("client_id", client), FormField("client_secret", hook.secret ?? "")]
        }
        let answer = await request(
            url, method: .POST, headers: [FormField("Content-Type", "application/x-www-form-urlencoded")],
            body: Array(FormEncoding.encode(fields).utf8))
        guard let answer, answer.status == 200, let token = JSON(answer.body)?["access_token"]?.string else {
            throw .validation("channel.config.tokenUrl", "The token endpoint gave no token")
        }
        return token
    }

    private func request(
        _ url: String, method: HTTPMethod, headers: [FormField], body: [UInt8]?
    ) async -> Answer? {
        let began = ContinuousClock.now
        let local = await localURL(url)
        var message = HTTPClientRequest(url: local)
        message.method = method
        for header in headers where !header.name.isEmpty { message.headers.add(name: header.name, value: header.value) }
        if let body { message.body = .bytes(ByteBuffer(bytes: body)) }
        var answer: Answer?
        if let response = try? await client.execute(message, timeout: Self.patience),
            let bytes = try? await response.body.collect(upTo: 256 * 1024)
        {
            answer = Answer(status: Int(response.status.code), body: Array(buffer: bytes))
        }
        journal.record(
            .request(
                RequestRecord(
                    upstream: .service, method: method.rawValue,
                    path: URLComponents(string: local)?.percentEncodedPath ?? "/", query: nil, status: answer?.status,
                    milliseconds: began.duration(to: .now).seconds * 1000)))
        return answer
    }
}
