/// A client of the org's authorization server `default` that Okta's hooks fetch their tokens as.
public struct OktaHookClient: Sendable, Equatable {
    /// The client ID, `0oa…`.
    public var clientID: String

    /// The secret for `client_secret_post`; `nil` for a client that has none.
    public var secret: String?

    /// Whether assertions that are signed with a hook key of the org are taken (`private_key_jwt`).
    public var trustsHookKeys: Bool

    /// The scopes that it may ask for.
    public var scopes: Set<String>

    /// Makes a client.
    public init(
        clientID: String = "0oasimulatedhook0001", secret: String? = "simulated-hook-client-secret",
        trustsHookKeys: Bool = true, scopes: Set<String> = ["telephony"]
    ) {
        self.clientID = clientID
        self.secret = secret
        self.trustsHookKeys = trustsHookKeys
        self.scopes = scopes
    }
}
