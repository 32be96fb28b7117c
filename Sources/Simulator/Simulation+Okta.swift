extension Simulation {
    // MARK: Okta's tokens

    /// Adds an app that may ask for tokens, or replaces the one with the same client ID.
    public func put(_ app: OktaServiceApp) async {
        await changeOkta { settings in
            settings.apps.removeAll { $0.clientID == app.clientID }
            settings.apps.append(app)
        }
    }

    // MARK: What admins set up

    /// Makes a key with which Okta proves itself where hooks fetch tokens.
    ///
    /// - Returns: What a hook names it by, `HKY…`.
    /// - Throws: When the name is taken.
    public func makeHookKey(named name: String) async throws -> String {
        try await parts.delivery.issuer.addHookKey(name: name).id
    }

    /// The event hooks: URL, whether each is active, and whether it is verified.
    public var oktaEventHooks: [(url: String, isActive: Bool, isVerified: Bool)] {
        get async { await parts.org.management.eventHooks.map { ($0.url, $0.isActive, $0.isVerified) } }
    }
}
