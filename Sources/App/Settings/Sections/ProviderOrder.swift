public import Delivery

/// The order in which the providers of one channel are tried.
public struct ProviderOrder: Sendable, Equatable {
    /// The order for all numbers for which there is no other.
    public let preferred: [ProviderID]
    /// Other orders by the beginning of the number; the longest beginning wins.
    public let byPrefix: [DialPrefix: [ProviderID]]

    init(_ channel: DeliveryChannel, enabled: [ProviderDescription], from reader: inout SettingsReader) {
        let keys = channel == .sms ? Keys.sms : Keys.voice
        let usable = enabled.filter { $0.channels.contains(channel) }.map(\.id)
        let named = reader.value(keys.preferred)
        let byPrefix = reader.value(keys.byPrefix) ?? [:]
        Self.check(named ?? [], keys.preferred.description, usable, channel, &reader)
        let routed = byPrefix.sorted { $0.key.text < $1.key.text }.flatMap(\.value)
        Self.check(routed, keys.byPrefix.description, usable, channel, &reader)
        preferred = named ?? usable
        self.byPrefix = byPrefix
    }

    /// The other orders as routes take them.
    var routesByPrefix: [String: [ProviderID]] {
        Dictionary(uniqueKeysWithValues: byPrefix.map { ($0.key.text, $0.value) })
    }

    private static func check(
        _ providers: [ProviderID], _ setting: SettingDescription, _ usable: [ProviderID],
        _ channel: DeliveryChannel, _ reader: inout SettingsReader
    ) {
        var seen: Set<ProviderID> = []
        for provider in providers where !usable.contains(provider) && seen.insert(provider).inserted {
            let known = reader.vendors.flatMap { $0.providers }.first { $0.provider.id == provider }
            guard known?.provider.channels.contains(channel) ?? true else {
                let means = channel == .sms ? "send texts" : "place calls"
                reader.fault(setting, "names \(provider), which cannot \(means)", mend: "take it out")
                continue
            }
            reader.fault(
                setting, "names \(provider), which is not enabled",
                mend: "set \(known?.enabledBy ?? "what it needs"), or take it out")
        }
    }
}

extension ProviderOrder {
    private struct Keys {
        let preferred: OptionalSetting<[ProviderID]>
        let byPrefix: OptionalSetting<[DialPrefix: [ProviderID]]>

        static let sms = Keys(
            preferred: OptionalSetting(
                "SMS_PROVIDERS", .providers, absence: "all that are enabled, in the order above",
                example: "twilio-verify,8x8-sms", "The providers of texts in order of preference, comma-separated."),
            byPrefix: OptionalSetting(
                "SMS_PROVIDERS_BY_PREFIX", .providersByPrefix, example: "'+49=8x8-sms,acs-sms;+1=twilio-verify'",
                "Other orders for numbers that begin so; the longest beginning wins."))
        static let voice = Keys(
            preferred: OptionalSetting(
                "VOICE_PROVIDERS", .providers, absence: "all that are enabled, in the order above",
                example: "twilio-voice,8x8-voice", "The providers of calls in order of preference, comma-separated."),
            byPrefix: OptionalSetting(
                "VOICE_PROVIDERS_BY_PREFIX", .providersByPrefix, example: "'+49=8x8-voice;+1=twilio-verify'",
                "Other orders for numbers that begin so; the longest beginning wins."))
    }

    static let settings = [
        Keys.sms.preferred.description, Keys.voice.preferred.description, Keys.sms.byPrefix.description,
        Keys.voice.byPrefix.description,
    ]
}
