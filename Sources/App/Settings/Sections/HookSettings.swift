/// How Okta's hooks prove who they are and what they are told.
public struct HookSettings: Sendable {
    /// How long the telephony hook may take to answer.
    public let budget: Duration
    /// The header that carries one of ``headerSecrets``.
    public let headerName: String
    /// What the header may hold, the one in use first; empty when this way is closed.
    public let headerSecrets: [Secret<String>]
    /// Basic authentication; nil when this way is closed.
    public let basic: Basic?
    /// OAuth 2.0 bearer tokens; nil when this way is closed.
    public let oauth: OAuth?
    /// What the hook says of a number that policy refuses.
    public let onBlocked: BlockedAnswer

    /// A user with a secret.
    public struct Basic: Sendable {
        /// The user name.
        public let user: String
        /// The password.
        public let secret: Secret<String>
    }

    /// Whose bearer tokens are accepted.
    public struct OAuth: Sendable {
        /// `iss`; its metadata names the keys.
        public let issuer: String
        /// `aud`.
        public let audience: String
        /// A scope that must be there; nil for any.
        public let scope: String?
    }

    /// What the hook answers for a number that policy refuses.
    public enum BlockedAnswer: String, Sendable, CaseIterable {
        /// SUCCESSFUL with nothing sent, so that Okta does not send either.
        case suppress
        /// FAILED: Okta may send through its own provider.
        case fail
    }

    init(from reader: inout SettingsReader) {
        budget = reader.value(Keys.budget)
        if budget > .milliseconds(2900) {
            reader.warn(
                Keys.budget.description, "leaves Okta, which waits 3 seconds, no time to hear the answer",
                mend: "keep to 2900 at most")
        }
        headerName = reader.value(Keys.headerName)
        let current = reader.value(Keys.headerSecret)
        let secondary = reader.value(Keys.headerSecretSecondary)
        headerSecrets = [current, secondary].compactMap(\.self)
        if reader.isGiven(Keys.headerSecretSecondary.description), !reader.isGiven(Keys.headerSecret.description) {
            reader.fault(
                Keys.headerSecret.description, "is missing, while HOOK_AUTH_SECRET_SECONDARY is set",
                mend: "the secondary one is for the time of a change; set HOOK_AUTH_SECRET")
        }
        basic = Self.basic(from: &reader)
        oauth = Self.oauth(from: &reader)
        onBlocked = reader.value(Keys.onBlocked)
    }

    private static func basic(from reader: inout SettingsReader) -> Basic? {
        let user = reader.value(Keys.basicUser)
        let secret = reader.value(Keys.basicSecret)
        reader.together([Keys.basicUser.description, Keys.basicSecret.description], for: "Basic authentication")
        guard let user, let secret else { return nil }
        return Basic(user: user, secret: secret)
    }

    private static func oauth(from reader: inout SettingsReader) -> OAuth? {
        let issuer = reader.value(Keys.oauthIssuer)
        let audience = reader.value(Keys.oauthAudience)
        let scope = reader.value(Keys.oauthScope)
        let pair = [Keys.oauthIssuer.description, Keys.oauthAudience.description]
        reader.together(pair, for: "bearer tokens")
        if reader.isGiven(Keys.oauthScope.description), !pair.contains(where: reader.isGiven) {
            reader.fault(
                Keys.oauthIssuer.description, "is missing, while HOOK_OAUTH_SCOPE is set",
                mend: "set HOOK_OAUTH_ISSUER and HOOK_OAUTH_AUDIENCE too, or no scope")
        }
        guard let issuer, let audience else { return nil }
        return OAuth(issuer: issuer, audience: audience, scope: scope)
    }
}

extension HookSettings {
    enum Keys {
        static let budget = Setting(
            "HOOK_BUDGET_MS", .milliseconds(100...30_000), default: .milliseconds(2500), written: "2500",
            example: "2000", "The telephony hook answers within so many milliseconds, whatever providers do.")
        static let headerName = Setting(
            "HOOK_AUTH_HEADER", .headerName, default: "Authorization", example: "X-Voicegate-Secret",
            "The header in which Okta's hooks send `HOOK_AUTH_SECRET`.")
        static let headerSecret = OptionalSetting(
            "HOOK_AUTH_SECRET", .secretText, example: "your-hook-secret",
            "The secret that Okta's hooks send in `HOOK_AUTH_HEADER`.")
        static let headerSecretSecondary = OptionalSetting(
            "HOOK_AUTH_SECRET_SECONDARY", .secretText, example: "your-next-hook-secret",
            "A second secret, accepted while the first is being replaced.")
        static let basicUser = OptionalSetting(
            "OKTA_USER", .userName, example: "okta",
            "The user name of Basic authentication. Goes with `OKTA_BASIC_SECRET`.")
        static let basicSecret = OptionalSetting(
            "OKTA_BASIC_SECRET", .secretText, example: "your-basic-secret", "The password of `OKTA_USER`.")
        static let oauthIssuer = OptionalSetting(
            "HOOK_OAUTH_ISSUER", .baseURL(allowsPath: true), example: "https://acme.okta.com/oauth2/default",
            "The issuer of OAuth 2.0 bearer tokens; its metadata names the keys. Goes with `HOOK_OAUTH_AUDIENCE`.")
        static let oauthAudience = OptionalSetting(
            "HOOK_OAUTH_AUDIENCE", .text(upTo: 200), example: "api://default", "The audience of these tokens.")
        static let oauthScope = OptionalSetting(
            "HOOK_OAUTH_SCOPE", .text(upTo: 200), absence: "any scope", example: "telephony",
            "A scope that these tokens must have.")
        static let onBlocked = Setting(
            "ON_BLOCKED", .choice, default: BlockedAnswer.suppress, example: "fail",
            """
            What the hook answers for a number that policy refuses: `suppress` (SUCCESSFUL with nothing sent, so that \
            Okta does not send either) or `fail` (FAILED: Okta may send through its own provider).
            """)
    }

    static let section = SettingSection(
        title: "Okta's hooks",
        introduction: """
            Okta's hooks may prove who they are by a secret header, by Basic authentication or by OAuth 2.0. Where several \
            are set, any one admits; where none is, the hooks refuse everything.
            """,
        settings: [
            Keys.headerName.description, Keys.headerSecret.description, Keys.headerSecretSecondary.description,
            Keys.basicUser.description, Keys.basicSecret.description, Keys.oauthIssuer.description,
            Keys.oauthAudience.description, Keys.oauthScope.description, Keys.budget.description,
            Keys.onBlocked.description,
        ])
}
