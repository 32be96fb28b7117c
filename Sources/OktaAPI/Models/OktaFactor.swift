public import Foundation

/// A factor of a person, as Okta lists it.
public struct OktaFactor: Sendable {
    /// Okta's id of the factor.
    public let id: String
    /// `push`, `sms`, `token:software:totp` and others.
    public let factorType: String
    /// `OKTA`, `GOOGLE` and others.
    public let provider: String
    /// `ACTIVE` and others.
    public let status: String
    /// When Okta last changed it.
    public let lastUpdated: Date?
    /// The number of an SMS or call factor, as somebody wrote it.
    public let profilePhoneNumber: String?
}

extension OktaFactor: Decodable {
    private enum Keys: String, CodingKey { case id, factorType, provider, status, lastUpdated, profile }
    private struct Profile: Decodable { let phoneNumber: String? }

    /// Decodes what Okta answers; only the id must be there.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        id = try container.decode(String.self, forKey: .id)
        factorType = (try? container.decode(String.self, forKey: .factorType)) ?? ""
        provider = (try? container.decode(String.self, forKey: .provider)) ?? ""
        status = (try? container.decode(String.self, forKey: .status)) ?? ""
        lastUpdated = (try? container.decode(String.self, forKey: .lastUpdated)).flatMap(OktaDate.read)
        profilePhoneNumber = (try? container.decode(Profile.self, forKey: .profile))?.phoneNumber
    }
}

extension OktaFactor: CustomStringConvertible {
    /// The kind and the id, without the number.
    public var description: String { "OktaFactor(\(factorType), \(id), \(status))" }
}
