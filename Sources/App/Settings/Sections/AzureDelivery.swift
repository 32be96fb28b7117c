public import Delivery

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
        [AzureSMSSettings(connection: connection, from: sender.text)]
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

extension ValueFormat where Value == AzureConnection {
    /// `endpoint=…;accesskey=…`, names in any case and order.
    fileprivate static let azureConnection = ValueFormat("endpoint=https://…;accesskey=…", isSecret: true) {
        text, _ throws(ValueFault) in
        do throws(AzureConnection.Fault) {
            return try AzureConnection(text)
        } catch {
            throw ValueFault(
                error.rawValue, mend: "copy the connection string whole from Azure's portal, in quotes: it has a ;")
        }
    }
}
