import HTTPTransport

/// What proves to Twilio who asks: an API key or the account itself.
public struct TwilioCredentials: Sendable {
    /// The value of `Authorization`: a secret.
    public let authorization: String

    /// Takes what goes into Basic authentication.
    ///
    /// - Parameters:
    ///   - sid: `SK…` of an API key, or `AC…` of the account.
    ///   - secret: The key's secret, or the auth token.
    public init(sid: String, secret: String) {
        authorization = BasicAuthorization.value(user: sid, password: secret)
    }
}

extension TwilioCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Shows nothing of the secret.
    public var description: String { "TwilioCredentials(••••)" }
    /// Shows nothing of the secret.
    public var debugDescription: String { description }
    /// Shows nothing of the secret.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
