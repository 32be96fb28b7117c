import CompanyNumbers
import PhoneNumbers

/// What `voicegate numbers` is told about purchases and releases.
public struct NumbersOptions: Sendable {
    /// The country in which numbers are bought; nil for `DEFAULT_REGION`.
    public var country: String?
    /// The area code in which numbers are bought.
    public var areaCode: String?
    /// Whether a number must take texts.
    public var needsSMS = false
    /// How many numbers are bought at most.
    public var maximumPurchases: Int?
    /// Whether numbers of people who left are given back.
    public var releasesInactive = false
    /// The address that a country asks for, `AD…`.
    public var addressSID: String?
    /// The regulatory bundle that a country asks for, `BU…`.
    public var bundleSID: String?

    /// Makes options that buy what is missing in the default region and give nothing back.
    public init() {}
}

extension NumbersPolicy {
    /// Takes what the settings say, and what the command was told.
    init(_ settings: Settings, publicURL: String, options: NumbersOptions = NumbersOptions()) {
        var reserved: Set<String> = []
        if let number = settings.twilio?.phoneNumber { reserved.insert(number.e164) }
        if case .number(let number) = settings.delivery.twilio?.smsFrom { reserved.insert(number.e164) }
        if let number = settings.delivery.twilio?.voiceFrom { reserved.insert(number.e164) }
        self.init(
            publicURL: publicURL, defaultRegion: settings.call.defaultRegion, country: options.country,
            areaCode: options.areaCode, needsSMS: options.needsSMS, maximumPurchases: options.maximumPurchases,
            releasesInactive: options.releasesInactive, addressSID: options.addressSID, bundleSID: options.bundleSID,
            reserved: reserved)
    }
}
