import HTTPTransport
public import TwilioAPI

/// Who asks Twilio: an account, and what proves it.
///
/// Printing it shows the account only.
public struct TwilioAccess: Sendable {
    /// `AC…`; it stands in paths, also with an API key.
    public let accountSID: String
    let credentials: TwilioCredentials

    /// Makes a value.
    ///
    /// - Parameters:
    ///   - accountSID: `AC…`.
    ///   - credentials: Those of an API key, or of the account itself.
    public init(accountSID: String, credentials: TwilioCredentials) {
        self.accountSID = accountSID
        self.credentials = credentials
    }

    /// A POST of a form.
    func post(_ url: String, _ form: [(String, String)], operation: String) -> OutboundRequest {
        OutboundRequest(
            method: "POST", url: url,
            headers: OutboundHeaders([
                ("Authorization", credentials.authorization), ("Accept", "application/json"),
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
