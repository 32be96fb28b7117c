/// An app of the simulated org that asks for tokens by `client_credentials` and `private_key_jwt`.
public struct OktaServiceApp: Sendable, Equatable {
    /// The client ID, `0oa…`.
    public var clientID: String

    /// The public keys as JSON Web Keys, each a JSON object.
    public var keys: [String]

    /// The scopes that the app has been granted.
    public var scopes: Set<String>

    /// Whether the app must prove that it has a key of its own with each request.
    public var requiresDPoP: Bool

    /// Whether the app has an admin role; without one, no request is permitted.
    public var hasRole: Bool

    /// Makes an app.
    public init(
        clientID: String = "0oasim00000000000001", keys: [String],
        scopes: Set<String> = ["okta.users.read", "okta.users.manage"], requiresDPoP: Bool = false,
        hasRole: Bool = true
    ) {
        self.clientID = clientID
        self.keys = keys
        self.scopes = scopes
        self.requiresDPoP = requiresDPoP
        self.hasRole = hasRole
    }
}
