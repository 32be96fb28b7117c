/// To whom callers are handed over, and what they bring.
public struct AgentSettings: Sendable {
    /// Where callers are transferred to; nil when there is nobody.
    public let destination: Destination?
    /// The base URL of the API behind the account menu, without a slash at its end.
    public let accountAPIURL: String?
    /// The P-256 private key, PEM, that signs hand-off tokens; nil to have one made.
    public let handoffKey: Secret<String>?
    /// The `aud` of hand-off tokens.
    public let handoffAudience: String

    /// Where callers are transferred to.
    public enum Destination: Sendable, Equatable {
        /// By `<Dial>`.
        case dial(DialTarget)
        /// By `<Enqueue>` to a TaskRouter workflow, `WW…`.
        case workflow(sid: String)
    }

    init(from reader: inout SettingsReader) {
        let dial = reader.value(Keys.dial)
        let workflow = reader.value(Keys.workflowSID)
        if dial != nil, workflow != nil {
            reader.warn(
                Keys.dial.description, "is not used, since AGENT_WORKFLOW_SID is set", mend: "remove one of the two")
        }
        destination = workflow.map { .workflow(sid: $0) } ?? dial.map { .dial($0) }
        accountAPIURL = reader.value(Keys.accountAPIURL)
        handoffKey = reader.value(Keys.handoffKey)
        handoffAudience = reader.value(Keys.handoffAudience)
    }
}

extension AgentSettings {
    enum Keys {
        static let dial = OptionalSetting(
            "AGENT_DIAL", .agent, example: "sip:agents@pbx.example.com",
            "The telephone number or `sip:` URI that callers are transferred to. SIP also carries the hand-off token.")
        static let workflowSID = OptionalSetting(
            "AGENT_WORKFLOW_SID", .sid("WW"), example: "WW0123456789abcdef0123456789abcdef",
            "A TaskRouter workflow to which callers are handed over by `<Enqueue>`, instead of `AGENT_DIAL`.")
        static let accountAPIURL = OptionalSetting(
            "ACCOUNT_API_URL", .baseURL(allowsPath: true), example: "https://accounts.internal.example.com",
            """
            The internal API behind the account menu. `GET {url}/users/{oktaUserId}`, with the hand-off token as bearer, \
            gives `{"balance":"200.00","currency":"USD","due":"2026-05-08"}`, each field optional.
            """)
        static let handoffKey = OptionalSetting(
            "HANDOFF_KEY", .signingKey, absence: "made on first start, kept in the database",
            example: "'<the text that openssl ecparam -name prime256v1 -genkey -noout prints>'",
            """
            The P-256 private key, PEM, that signs hand-off tokens (ES256). `HANDOFF_KEY_FILE` is the easier way to \
            give it.
            """)
        static let handoffAudience = Setting(
            "HANDOFF_AUDIENCE", .text(upTo: 200), default: "agent", example: "contact-centre",
            "The `aud` of hand-off tokens: whom they are for.")
    }

    static let section = SettingSection(
        title: "Agents and accounts",
        introduction: """
            Whoever cannot be helped by the menus goes to an agent. A verified caller brings a hand-off token, which the \
            agent's side can check with the keys at `PUBLIC_URL/.well-known/jwks.json`.
            """,
        settings: [
            Keys.dial.description, Keys.workflowSID.description, Keys.accountAPIURL.description,
            Keys.handoffKey.description, Keys.handoffAudience.description,
        ])
}
