/// What a plan of numbers goes by.
public struct NumbersPolicy: Sendable, Equatable {
    /// The base URL that Twilio calls, without a slash at its end.
    public var publicURL: String
    /// The country of a number without its country code.
    public var defaultRegion: String
    /// The country in which numbers are bought.
    public var country: String
    /// The area code in which numbers are bought; nil for anywhere.
    public var areaCode: String?
    /// Whether a number must take texts.
    public var needsSMS: Bool
    /// How many numbers are bought at most; nil for all.
    public var maximumPurchases: Int?
    /// Whether numbers of people who left are given back.
    public var releasesInactive: Bool
    /// The address that a country asks for, `AD…`.
    public var addressSID: String?
    /// The regulatory bundle that a country asks for, `BU…`.
    public var bundleSID: String?
    /// Numbers in E.164 that have another purpose, such as the IVR's own: never touched.
    public var reserved: Set<String>

    /// Makes a policy that buys all that is missing and gives nothing back.
    public init(
        publicURL: String, defaultRegion: String = "US", country: String? = nil, areaCode: String? = nil,
        needsSMS: Bool = false, maximumPurchases: Int? = nil, releasesInactive: Bool = false,
        addressSID: String? = nil, bundleSID: String? = nil, reserved: Set<String> = []
    ) {
        self.publicURL = publicURL
        self.defaultRegion = defaultRegion
        self.country = country ?? defaultRegion
        self.areaCode = areaCode
        self.needsSMS = needsSMS
        self.maximumPurchases = maximumPurchases
        self.releasesInactive = releasesInactive
        self.addressSID = addressSID
        self.bundleSID = bundleSID
        self.reserved = reserved
    }

    /// Where calls to company numbers go.
    public var voiceURL: String { publicURL + "/call-forward" }
    /// Where texts to company numbers go.
    public var smsURL: String { publicURL + "/sms-forward" }

    /// Where numbers are bought, in words.
    public var place: String { areaCode.map { "area code \($0), \(country)" } ?? country }
}
