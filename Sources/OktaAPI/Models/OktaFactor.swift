public import Foundation
import HTTPTransport
import Texts
import JSON

/// A factor of a person, as Okta lists it.
public struct OktaFactor: Sendable {
    /// Okta's id of the factor.
    public let id: String
    /// `push`, `sms`, `token:software:totp` and others.
    public let factorType: String
    /// The kind, of those that are known here; nil for another.
    public var kind: Kind? { Kind(rawValue: factorType) }
    /// `OKTA`, `GOOGLE` and others.
    public let provider: String
    /// `ACTIVE` and others.
    public let status: String
    /// Whether it can be used.
    public var isActive: Bool { status == "ACTIVE" }
    /// When Okta last changed it.
    public let lastUpdated: Date?
    /// The number of an SMS or call factor, as somebody wrote it.
    public let profilePhoneNumber: String?

    /// The kinds that are known here, as Okta writes them.
    public enum Kind: String, Sendable {
        case push
        case sms
        /// Codes of an authenticator app, Okta's or another's.
        case totp = "token:software:totp"
    }
}

extension OktaFactor: Readable {
    /// Reads what Okta answers; only the id must be there.
    init?(_ json: JSONValue) {
        guard case .text(let id) = json["id"] else { return nil }
        self.id = id
        factorType = json["factorType"]?.text ?? ""
        provider = json["provider"]?.text ?? ""
        status = json["status"]?.text ?? ""
        lastUpdated = json["lastUpdated"]?.text.flatMap(ISO8601.date)
        profilePhoneNumber = json["profile"]?["phoneNumber"]?.text
    }
}

extension OktaFactor: CustomStringConvertible {
    /// The kind and the id, without the number.
    public var description: String { "OktaFactor(\(factorType), \(id), \(status))" }
}
