public import Delivery

/// Where codes may go and how many.
public struct DeliveryPolicySettings: Sendable {
    /// The beginnings that are allowed; nil for all.
    public let allowedPrefixes: [DialPrefix]?
    /// The beginnings that are refused; of allowed and blocked ones the longest wins.
    public let blockedPrefixes: [DialPrefix]
    /// Messages to one number.
    public let sendsPerNumber: SendLimit
    /// Messages to one person over all their numbers; nil for no limit.
    public let sendsPerUser: SendLimit?
    /// Messages a day by the beginning of the number; the longest wins.
    public let dailyCaps: [DialPrefix: Int]

    init(from reader: inout SettingsReader) {
        allowedPrefixes = reader.value(Keys.allowed)
        blockedPrefixes = reader.value(Keys.blocked) ?? []
        sendsPerNumber = reader.value(Keys.sendsPerNumber)
        sendsPerUser = reader.value(Keys.sendsPerUser)
        dailyCaps = reader.value(Keys.dailyCaps) ?? [:]
        for prefix in blockedPrefixes where allowedPrefixes?.contains(prefix) == true {
            reader.fault(
                Keys.blocked.description, "names \(prefix.text), which ALLOWED_PREFIXES names too",
                mend: "take it out of one of them")
        }
    }
}

extension DeliveryPolicySettings {
    /// The rules as delivery takes them.
    var rules: SendPolicy {
        SendPolicy(
            allowedPrefixes: allowedPrefixes?.map(\.text) ?? [], blockedPrefixes: blockedPrefixes.map(\.text),
            perNumber: sendsPerNumber, perUser: sendsPerUser,
            dailyCaps: Dictionary(uniqueKeysWithValues: dailyCaps.map { ($0.key.text, $0.value) }))
    }

    private enum Keys {
        static let allowed = OptionalSetting(
            "ALLOWED_PREFIXES", .prefixes, absence: "all", example: "+1,+44",
            "Where codes may go, comma-separated. Of allowed and blocked beginnings the longest wins.")
        static let blocked = OptionalSetting(
            "BLOCKED_PREFIXES", .prefixes, absence: "none", example: "+1900,+44871", "Where codes may not go.")
        static let sendsPerNumber = Setting(
            "SENDS_PER_NUMBER", .sendLimit, default: SendLimit(count: 5, seconds: 600), written: "5/600",
            example: "3/900", "Messages to one number: how many in how many seconds.")
        static let sendsPerUser = OptionalSetting(
            "SENDS_PER_USER", .sendLimit, absence: "no limit", example: "10/3600",
            "Messages to one person of Okta's over all their numbers: how many in how many seconds.")
        static let dailyCaps = OptionalSetting(
            "DAILY_CAP_BY_PREFIX", .capsByPrefix, absence: "no cap", example: "+1=5000,+44=500",
            "Messages a day by the beginning of the number; the longest beginning wins.")
    }

    static let settings = [
        Keys.allowed.description, Keys.blocked.description, Keys.sendsPerNumber.description,
        Keys.sendsPerUser.description, Keys.dailyCaps.description,
    ]
}
