import HTTPTransport

/// Which numbers are looked for among those that can be bought
/// (https://www.twilio.com/docs/phone-numbers/api/availablephonenumberlocal-resource).
public struct TwilioNumberSearch: Sendable, Equatable {
    /// The kinds of numbers that employees can have.
    public enum Kind: String, Sendable, CaseIterable {
        case local = "Local"
        case mobile = "Mobile"
    }

    /// The country, `US`.
    public var country: String
    /// The kind.
    public var kind: Kind
    /// Three digits, in the USA and Canada only.
    public var areaCode: String?
    /// A number in E.164 near which the number should be, in the USA and Canada only.
    public var near: String?
    /// Whether the number must take texts.
    public var needsSMS: Bool
    /// How many to bring at most.
    public var limit: Int

    /// Makes a search for numbers that take calls.
    public init(
        country: String, kind: Kind = .local, areaCode: String? = nil, near: String? = nil, needsSMS: Bool = false,
        limit: Int = 30
    ) {
        self.country = country
        self.kind = kind
        self.areaCode = areaCode
        self.near = near
        self.needsSMS = needsSMS
        self.limit = limit
    }

    var path: String {
        var fields = [("VoiceEnabled", "true")]
        if needsSMS { fields.append(("SmsEnabled", "true")) }
        if let areaCode { fields.append(("AreaCode", areaCode)) }
        // Miles; Twilio's own default is 25.
        if let near { fields += [("NearNumber", near), ("Distance", "100")] }
        fields.append(("PageSize", "\(limit)"))
        let place = "\(PercentEncoding.encode(country))/\(kind.rawValue).json"
        return "/AvailablePhoneNumbers/\(place)?\(FormEncoding.encode(fields))"
    }
}

/// A number that can be bought; it is not reserved.
public struct TwilioAvailableNumber: Sendable, Equatable, Decodable {
    /// E.164.
    public let phoneNumber: String
    /// `none`, `any`, `local` or `foreign`: which address its country asks for.
    public let addressRequirements: String?

    enum CodingKeys: String, CodingKey {
        case phoneNumber = "phone_number"
        case addressRequirements = "address_requirements"
    }

    /// Makes a number by hand.
    public init(phoneNumber: String, addressRequirements: String? = "none") {
        self.phoneNumber = phoneNumber
        self.addressRequirements = addressRequirements
    }
}

/// A page of numbers that can be bought.
struct TwilioAvailablePage: Decodable {
    let numbers: [TwilioAvailableNumber]

    enum CodingKeys: String, CodingKey {
        case numbers = "available_phone_numbers"
    }
}
