import Delivery

/// What Azure Communication Services deliver with.
public struct AzureDelivery: DeliveryVendor {
    /// The resource and its key.
    public let connection: AzureConnection
    /// The sender of `acs-sms`.
    public let sender: MessageSender

    static let reports: ReportFeed? = EventGridBatch.feed

    init?(from reader: inout SettingsReader) {
        let connection = reader.value(Keys.connection)
        let sender = reader.value(Keys.sender)
        reader.together(Self.settings, for: "acs-sms")
        guard let connection, let sender else { return nil }
        self.connection = connection
        self.sender = sender
    }

    /// The providers that are set up, well or not.
    static func enabled(in reader: SettingsReader) -> [ProviderID] {
        reader.isGiven(Keys.connection.description) ? [AzureSMSSettings.description.id] : []
    }

    static let providers: [(provider: ProviderDescription, enabledBy: String)] = [
        (AzureSMSSettings.description, "ACS_CONNECTION_STRING and ACS_FROM_SHORTCODE")
    ]

    func providers(_ settings: Settings, reports: String) throws(StartFault) -> [any ProviderSettings] {
        do {
            return [
                try AzureSMSSettings(
                    endpoint: connection.endpoint, accessKey: connection.accessKey.revealed, from: sender.text)
            ]
        } catch {
            throw StartFault(["ACS_CONNECTION_STRING cannot be used; copy it from the resource's keys"])
        }
    }

    private enum Keys {
        static let connection = OptionalSetting(
            "ACS_CONNECTION_STRING", .azureConnection,
            example: "'endpoint=https://acme.communication.azure.com/;accesskey=eW91ci1rZXk='",
            "The connection string of Azure Communication Services. With a sender it enables `acs-sms`.")
        static let sender = OptionalSetting(
            "ACS_FROM_SHORTCODE", .sender, example: "12345", "The sender of Azure's texts: a short code or number.")
    }

    static let settings = [Keys.connection.description, Keys.sender.description]
}
