public import PhoneNumbers

/// A person in Okta, as far as company numbers are concerned.
public struct Employee: Sendable, Hashable {
    /// Okta's id of the person.
    public let id: String
    /// Whether Okta's status is `ACTIVE`; who is not has left.
    public let isActive: Bool
    /// The company number: `primaryPhone`, nil when there is none or it is no number.
    public let companyNumber: PhoneNumber?
    /// `mobilePhone` as it is written in Okta.
    public let mobileText: String?
    /// Office hours as they are written in Okta (`ivrHours`).
    public let hoursText: String?
    /// `preferredLanguage` or `locale`.
    public let languageTag: String?
    /// Okta's `timezone`, for office hours that name none.
    public let timeZoneName: String?

    /// Makes a value.
    public init(
        id: String, isActive: Bool, companyNumber: PhoneNumber?, mobileText: String?, hoursText: String? = nil,
        languageTag: String? = nil, timeZoneName: String? = nil
    ) {
        self.id = id
        self.isActive = isActive
        self.companyNumber = companyNumber
        self.mobileText = mobileText
        self.hoursText = hoursText
        self.languageTag = languageTag
        self.timeZoneName = timeZoneName
    }

    /// The mobile number, read with a region when it has no country code; nil when it is missing or no number.
    public func mobile(defaultRegion: String) -> PhoneNumber? {
        mobileText.flatMap { PhoneNumber($0, defaultRegion: defaultRegion) }
    }
}
