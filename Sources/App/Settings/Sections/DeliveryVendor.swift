import Delivery
import PhoneNumbers

/// One vendor's part of the settings: what switches its providers on, and how they are made of it.
///
/// A new vendor is a type of its own, and one line in ``DeliveryVendors/all`` (docs/adding-a-provider.md).
protocol DeliveryVendor: Sendable {
    /// Its settings, the most important first.
    static var settings: [SettingDescription] { get }
    /// Its providers in their order, each with the settings that switch it on, completing "set …".
    static var providers: [(provider: ProviderDescription, enabledBy: String)] { get }
    /// How its delivery reports come in; nil for a vendor that reports nothing, or signs what it reports.
    static var reports: ReportFeed? { get }
    /// Those of its providers that are set up, well or not: a malformed setting is a fault already.
    static func enabled(in reader: SettingsReader) -> [ProviderID]
    /// Reads its settings and notes what is wrong with them; nil when it is not set up.
    init?(from reader: inout SettingsReader)
    /// Makes the settings of its enabled providers, in their order.
    ///
    /// - Parameters:
    ///   - settings: All settings.
    ///   - reports: Where delivery reports come in, `PUBLIC_URL` and `/delivery-reports`.
    /// - Returns: The settings, the preferred provider's first.
    /// - Throws: ``StartFault`` for what only shows when it is put together.
    func providers(_ settings: Settings, reports: String) throws(StartFault) -> [any ProviderSettings]
}

extension DeliveryVendor {
    /// The names of its providers.
    static var providerNames: [String] { providers.map(\.provider.id.name) }
    /// None.
    static var reports: ReportFeed? { nil }
}

/// The vendors that there are: the registry of providers.
enum DeliveryVendors {
    /// In the order in which their providers are asked by default.
    static let all: [any DeliveryVendor.Type] = [
        TwilioDelivery.self,
        EightByEightDelivery.self,
        AzureDelivery.self,
    ]
}

extension MessageSender {
    /// The sender as vendors take it.
    var text: String {
        switch self {
        case .number(let number): number.e164
        case .shortCode(let digits): digits
        case .name(let name): name
        }
    }
}
