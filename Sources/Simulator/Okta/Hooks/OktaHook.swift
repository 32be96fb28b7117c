/// A hook that is registered in the simulated Okta org: where it is and what Okta presents there.
public struct OktaHook: Sendable, Equatable {
    /// How Okta proves who it is.
    public enum Authentication: Sendable, Equatable {
        /// A header with a secret; for Basic authentication the value says `Basic …`.
        case header(name: String, value: String)

        /// A bearer token of the org's own authorization server.
        case oauth(audience: String, scope: String)
    }

    /// Okta's identifier, `cal…` for inline hooks, `who…` for event hooks.
    public var id: String

    /// The URL; of one that begins with a slash, the path at the service.
    public var url: String

    /// How Okta proves who it is.
    public var authentication: Authentication

    /// Further headers that Okta sends.
    public var headers: [FormField]

    /// Makes a hook.
    public init(
        id: String = "calsimulatedhook00001", url: String, authentication: Authentication, headers: [FormField] = []
    ) {
        self.id = id
        self.url = url
        self.authentication = authentication
        self.headers = headers
    }

    /// The service's telephony hook, by a secret in `Authorization`.
    public static func telephony(secret: String) -> OktaHook {
        OktaHook(
            id: "calsimtelephonyhook01", url: "/telephony-hook",
            authentication: .header(name: "Authorization", value: secret))
    }

    /// The service's event hook, by a secret in `Authorization`.
    public static func events(secret: String) -> OktaHook {
        OktaHook(
            id: "whosimulatedevents001", url: "/event-hook",
            authentication: .header(name: "Authorization", value: secret))
    }
}

/// What came of one request to the telephony hook.
public struct OktaHookCall: Sendable, Equatable {
    /// What Okta made of the answer.
    public enum Outcome: Sendable, Equatable {
        /// The code is on its way: Okta does nothing more. `SUCCESSFUL` or `PENDING`, and who carries it.
        case accepted(status: String, provider: String?, transactionID: String?)

        /// Okta sends the code by its own provider, and why.
        case fellBack(reason: String)
    }

    /// The identifier of the request's event.
    public var eventID: String

    /// Whose code it was.
    public var userID: String

    /// `SMS` or `voice call`.
    public var channel: String

    /// What came of it.
    public var outcome: Outcome

    /// How long the answer took, in milliseconds.
    public var milliseconds: Double
}
