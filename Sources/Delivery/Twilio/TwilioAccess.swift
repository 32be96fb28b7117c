import HTTPTransport
import TwilioAPI

/// Who asks Twilio: an account, and what proves it.
///
/// Printing it shows the account only.
public struct TwilioAccess: Sendable {
    /// `AC…`; it stands in paths, also with an API key.
    public let accountSID: String
    let authorization: String

    /// Makes a value.
    ///
    /// - Parameters:
    ///   - accountSID: `AC…`.
    ///   - keySID: `SK…` of an API key; nil to use the account itself.
    ///   - secret: The key's secret, or the account's auth token.
    public init(accountSID: String, keySID: String? = nil, secret: String) {
        self.accountSID = accountSID
        authorization = BasicAuthorization.value(user: keySID ?? accountSID, password: secret)
    }

    /// A POST of a form.
    func post(_ url: String, _ form: [(String, String)], operation: String) -> OutboundRequest {
        OutboundRequest(
            method: "POST", url: url,
            headers: OutboundHeaders([
                ("Authorization", authorization), ("Accept", "application/json"),
                ("Content-Type", "application/x-www-form-urlencoded"),
            ]),
            body: Array(FormEncoding.encode(form).utf8), upstream: "twilio", operation: operation)
    }
}

extension TwilioAccess: CustomStringConvertible, CustomReflectable {
    /// The account.
    public var description: String { "TwilioAccess(\(accountSID))" }
    /// The account.
    public var customMirror: Mirror { Mirror(self, children: ["accountSID": accountSID]) }
}
