import Delivery
import Foundation
import HTTPTransport
import JSON
import PhoneNumbers

/// A sample request of Okta's to a running telephony hook, to see what it answers.
///
/// It is no rehearsal: the message goes out.
public struct HookTest: Sendable {
    /// The base URL of the service, without a slash at its end.
    public let url: String
    /// What is presented, for people: never the secret.
    public let credential: String
    private let header: (name: String, value: String)

    /// How the code travels.
    public enum Channel: String, Sendable, CaseIterable {
        case sms
        case call
    }

    /// What is asked for.
    public struct Sample: Sendable {
        let number: PhoneNumber
        let channel: Channel
        let locale: String
        /// The code; it goes out, and may be shown to who asked for it.
        public let code: String
        /// The number with its middle hidden.
        public var maskedNumber: String { number.masked }

        /// Checks what is asked for.
        ///
        /// - Parameters:
        ///   - number: Where the code goes, E.164.
        ///   - channel: How it goes.
        ///   - code: The code; nil for six random digits.
        ///   - locale: The language, as Okta writes it.
        ///   - defaultRegion: The country of a number that is written without its country code.
        /// - Throws: ``HookTestError`` that names the argument.
        public init(
            to number: String, by channel: Channel, code: String?, locale: String, defaultRegion: String
        ) throws(HookTestError) {
            guard let number = PhoneNumber(number, defaultRegion: defaultRegion) else {
                throw HookTestError("--to must be a phone number, such as +15551234567", isUsage: true)
            }
            let code = code ?? (0..<6).map { _ in String(Int.random(in: 0...9)) }.joined()
            guard OneTimeCode(code) != nil else {
                throw HookTestError("--code must be 1 to 32 printable characters without spaces", isUsage: true)
            }
            (self.number, self.channel, self.code, self.locale) = (number, channel, code, locale)
        }
    }

    /// What came back.
    public struct Result: Sendable {
        /// The HTTP status; nil when there was no answer.
        public let status: Int?
        /// Time to the answer, or to giving up.
        public let elapsed: Duration
        /// The body as text.
        public let body: String
        /// What Okta makes of it.
        public let verdict: HookTestVerdict
    }

    /// Chooses where to send it and what to present.
    ///
    /// - Parameters:
    ///   - settings: The settings of the service.
    ///   - url: Its base URL; nil for `PUBLIC_URL`, else `HOST` and `PORT`.
    ///   - bearer: An OAuth 2.0 token to present; nil for the secret or the user of the settings.
    /// - Throws: ``HookTestError``.
    public init(_ settings: Settings, url: String?, bearer: String?) throws(HookTestError) {
        self.url = try Self.baseURL(settings, url)
        let hooks = settings.hooks
        if let bearer {
            (header, credential) = (("Authorization", "Bearer \(bearer)"), "the bearer token given")
        } else if let secret = hooks.headerSecrets.first {
            (header, credential) = ((hooks.headerName, secret.revealed), "HOOK_AUTH_SECRET in \(hooks.headerName)")
        } else if let basic = hooks.basic {
            let value = BasicAuthorization.value(user: basic.user, password: basic.secret.revealed)
            (header, credential) = (("Authorization", value), "OKTA_USER with its secret")
        } else if let oauth = hooks.oauth {
            throw HookTestError(
                "the hook takes bearer tokens only: get one from \(oauth.issuer) for \(oauth.audience), and give it as --bearer",
                isUsage: true)
        } else {
            throw HookTestError("no credential is set: set HOOK_AUTH_SECRET, or give --bearer", isUsage: false)
        }
    }

    private static func baseURL(_ settings: Settings, _ given: String?) throws(HookTestError) -> String {
        if let given {
            do {
                return try BaseURL(given, allowsPath: true).text
            } catch {
                throw HookTestError("--url must be an https URL, or http on loopback", isUsage: true)
            }
        }
        if let url = settings.server.publicURL { return url }
        guard settings.server.port != 0 else {
            throw HookTestError("PORT=0 does not say where the service listens: give --url", isUsage: true)
        }
        let host = settings.server.host
        return "http://\(host.contains(":") ? "[\(host)]" : host):\(settings.server.port)"
    }

    /// Sends the request once.
    public func send(_ sample: Sample) async -> Result {
        let transport = AsyncHTTPTransport()
        let request = OutboundRequest(
            method: "POST", url: url + "/telephony-hook",
            headers: OutboundHeaders([
                ("Accept", "application/json"), ("Content-Type", "application/json"), (header.name, header.value),
            ]),
            body: Self.body(sample), upstream: "hook", operation: "test")
        let begin = ContinuousClock.now
        let result: Result
        do {
            let answer = try await transport.send(request, deadline: begin + .seconds(30))
            let elapsed = .now - begin
            result = Result(
                status: answer.status, elapsed: elapsed, body: String(decoding: answer.body, as: UTF8.self),
                verdict: HookTestVerdict(status: answer.status, body: answer.body, elapsed: elapsed))
        } catch {
            result = Result(
                status: nil, elapsed: .now - begin, body: "",
                verdict: HookTestVerdict(
                    isGood: false, words: "no answer (\(error.code.rawValue)): does the service run there?"))
        }
        await transport.shutdown()
        return result
    }

    /// The body as Okta writes it (https://developer.okta.com/docs/reference/telephony-hook/).
    static func body(
        _ sample: Sample, now: Date = Date(), eventID: String = "test-" + UUID().uuidString
    ) -> [UInt8] {
        let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        let message: JSONValue = [
            "msgTemplate": .text("Your verification code is \(sample.code)."), "phoneNumber": .text(sample.number.e164),
            "otpExpires": .text(now.addingTimeInterval(300).formatted(format)),
            "deliveryChannel": sample.channel == .sms ? "SMS" : "voice call", "otpCode": .text(sample.code),
            "locale": .text(sample.locale),
        ]
        let request: JSONValue = [
            "eventId": .text(eventID), "eventTime": .text(now.formatted(format)),
            "eventType": "com.okta.telephony.provider", "eventTypeVersion": "1.0", "contentType": "application/json",
            "cloudEventVersion": "0.1", "source": "voicegate hook test",
            "requestType": "com.okta.user.telephony.mfa-verification",
            "data": [
                "context": ["request": ["id": .text("req-" + eventID), "method": "POST"]],
                "userProfile": [
                    "firstName": "Test", "lastName": "User", "login": "test.user@example.com", "userId": "00utest",
                ],
                "messageProfile": message,
            ],
        ]
        return request.bytes
    }
}

/// Why there is nothing to send.
public struct HookTestError: Error, CustomStringConvertible {
    /// What is missing, and the mend.
    public let description: String
    /// Whether an argument is missing or wrong; a setting otherwise.
    public let isUsage: Bool

    init(_ description: String, isUsage: Bool) {
        self.description = description
        self.isUsage = isUsage
    }
}
