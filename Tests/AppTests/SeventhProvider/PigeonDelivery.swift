import Delivery

@testable import App

// Step 3 of docs/adding-a-provider.md; in the product it would be Sources/App/Settings/Sections/PigeonDelivery.swift.

/// What carrier pigeons deliver with.
struct PigeonDelivery: DeliveryVendor {
    let apiKey: Secret<String>
    let baseURL: String

    init?(from reader: inout SettingsReader) {
        let apiKey = reader.value(Keys.apiKey)
        let baseURL = reader.value(Keys.baseURL)
        reader.together(Self.settings, for: "pigeon-sms")
        guard let apiKey, let baseURL else { return nil }
        self.apiKey = apiKey
        self.baseURL = baseURL
    }

    static let settings = [Keys.apiKey.description, Keys.baseURL.description]
    static let providers: [(provider: ProviderDescription, enabledBy: String)] = [
        (PigeonSMSSettings.description, "PIGEON_API_KEY and PIGEON_URL")
    ]

    static let reports: ReportFeed? = PigeonReports.feed

    static func enabled(in reader: SettingsReader) -> [ProviderID] {
        reader.isGiven(Keys.apiKey.description) ? [PigeonSMSSettings.description.id] : []
    }

    func providers(_ settings: Settings, reports: String) throws(StartFault) -> [any ProviderSettings] {
        [PigeonSMSSettings(apiKey: apiKey.revealed, baseURL: baseURL)]
    }

    private enum Keys {
        static let apiKey = OptionalSetting(
            "PIGEON_API_KEY", .token, example: "your-pigeon-key", "The key of the loft: enables `pigeon-sms`.")
        static let baseURL = OptionalSetting(
            "PIGEON_URL", .baseURL(allowsPath: false), example: "https://loft.example", "Where the loft is.")
    }
}
