/// Everything that can be set, understood.
public struct Settings: Sendable {
    /// Where it listens.
    public let server: ServerSettings
    /// Okta; set for whatever needs ``Need/serve``.
    public let okta: OktaSettings?
    /// Twilio; set for whatever needs ``Need/serve``.
    public let twilio: TwilioSettings?
    /// What callers hear and may do.
    public let call: CallSettings
    /// To whom callers are handed over.
    public let agent: AgentSettings
    /// Where state is kept.
    public let storage: StorageSettings
    /// How much is logged.
    public let logs: LogSettings
    /// How Okta's hooks prove who they are.
    public let hooks: HookSettings
    /// How codes reach telephones.
    public let delivery: DeliverySettings
    /// What the people who run it need.
    public let operators: OperatorSettings

    init(from reader: inout SettingsReader) {
        // First of all, since it holds the country by which every other number is understood.
        call = CallSettings(from: &reader)
        server = ServerSettings(from: &reader)
        okta = OktaSettings(from: &reader)
        twilio = TwilioSettings(from: &reader)
        agent = AgentSettings(from: &reader)
        storage = StorageSettings(from: &reader)
        logs = LogSettings(from: &reader)
        hooks = HookSettings(from: &reader)
        delivery = DeliverySettings(from: &reader)
        operators = OperatorSettings(from: &reader)
    }
}
