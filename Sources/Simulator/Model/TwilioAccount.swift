/// The Twilio account of the simulated world.
public struct TwilioAccount: Sendable, Equatable {
    /// The account's SID, `AC` and 32 hexadecimal digits.
    public var sid: String

    /// The auth token: REST password, and the key that webhooks are signed with.
    public var authToken: String

    /// API keys by their SID (`SK…`), with their secrets.
    public var apiKeys: [String: String]

    /// The company's own number that callers dial, E.164.
    public var phoneNumber: String

    /// Makes an account.
    public init(
        sid: String = "AC0000000000000000000000005155a701", authToken: String = "simulated-auth-token",
        apiKeys: [String: String] = [:], phoneNumber: String = "+15550109000"
    ) {
        self.sid = sid
        self.authToken = authToken
        self.apiKeys = apiKeys
        self.phoneNumber = phoneNumber
    }
}
