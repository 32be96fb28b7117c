extension Simulation {
    // MARK: Okta's tokens

    /// Adds an app that may ask for tokens, or replaces the one with the same client ID.
    public func put(_ app: OktaServiceApp) async {
        await changeOkta { settings in
            settings.apps.removeAll { $0.clientID == app.clientID }
            settings.apps.append(app)
        }
    }

    /// Demands proofs of possession from every app, or from none.
    public func demandDPoP(_ isDemanded: Bool) async {
        await changeOkta { settings in
            for place in settings.apps.indices { settings.apps[place].requiresDPoP = isDemanded }
        }
    }

    /// Forgets every token, so that whoever has one is refused with E0000011.
    public func revokeOktaTokens() async {
        await parts.tokens.revokeAll()
    }

    /// Makes a new nonce necessary, as happens every 24 hours.
    ///
    /// - Parameter forgets: Whether the old ones count no more.
    public func rotateDPoPNonce(forgets: Bool = true) async {
        await parts.tokens.rotateNonce(forgets: forgets)
    }

    /// How many tokens were given so far.
    public var oktaTokenCount: Int {
        get async { await parts.tokens.issued }
    }

    // MARK: What admins set up

    /// Makes a key with which Okta proves itself where hooks fetch tokens.
    ///
    /// - Returns: What a hook names it by, `HKY…`.
    /// - Throws: When the name is taken.
    public func makeHookKey(named name: String) async throws -> String {
        try await parts.delivery.issuer.addHookKey(name: name).id
    }

    /// The names of the groups.
    public var oktaGroups: [String] {
        get async { await parts.org.management.groups.map(\.name) }
    }

    /// The names of the policies, with whether each is active.
    public var oktaPolicies: [(name: String, isActive: Bool)] {
        get async { await parts.org.management.policies.map { ($0.name, $0.isActive) } }
    }

    /// The inline hooks: name, URL, and whether each is active.
    public var oktaInlineHooks: [(name: String, url: String, isActive: Bool)] {
        get async {
            await parts.org.management.inlineHooks.map { ($0.fields["name"]?.string ?? "", $0.url, $0.isActive) }
        }
    }

    /// The event hooks: URL, whether each is active, and whether it is verified.
    public var oktaEventHooks: [(url: String, isActive: Bool, isVerified: Bool)] {
        get async { await parts.org.management.eventHooks.map { ($0.url, $0.isActive, $0.isVerified) } }
    }

    /// The names of the org's own profile attributes.
    public var oktaCustomAttributes: [String] {
        get async { await parts.org.management.schema.custom.keys.sorted() }
    }
}
