public import PhoneNumbers

/// Which providers are asked, in which order.
public struct ProviderRoutes: Sendable {
    private let order: [DeliveryChannel: [ProviderID]]
    private let byPrefix: [DeliveryChannel: PrefixTable<[ProviderID]>]

    /// Sets the order.
    ///
    /// - Parameters:
    ///   - sms: The order for text messages.
    ///   - voice: The order for calls.
    ///   - smsByPrefix: Other orders by prefix (`+49`) for text messages; the longest prefix wins, and then only its
    ///     providers are asked.
    ///   - voiceByPrefix: The same for calls.
    public init(
        sms: [ProviderID] = [], voice: [ProviderID] = [], smsByPrefix: [String: [ProviderID]] = [:],
        voiceByPrefix: [String: [ProviderID]] = [:]
    ) {
        order = [.sms: sms, .voice: voice]
        byPrefix = [.sms: PrefixTable(smsByPrefix), .voice: PrefixTable(voiceByPrefix)]
    }

    /// The providers for a number, the preferred one first.
    public func providers(for number: PhoneNumber, by channel: DeliveryChannel) -> [ProviderID] {
        byPrefix[channel]?.match(number)?.value ?? order[channel] ?? []
    }
}
