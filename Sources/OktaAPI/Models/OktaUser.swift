import HTTPTransport
import JSON

/// A person at Okta.
public struct OktaUser: Sendable {
    /// `00u…`.
    public let id: String
    /// `ACTIVE` and others, as of the last login or change.
    public let status: String
    /// Whether the person may use their account: any other status, or none, does not let them.
    public var isActive: Bool { status == Self.activeStatus }
    /// The status of those who may use their account.
    public static let activeStatus = "ACTIVE"
    private let texts: [String: String]

    /// Reads a profile attribute; nil when it is absent, empty, or no text.
    public func profileText(_ name: String) -> String? { texts[name] }
}

extension OktaUser: Readable {
    /// Reads what Okta answers; only the id must be there.
    init?(_ json: JSONValue) {
        guard case .text(let id) = json["id"] else { return nil }
        self.id = id
        status = json["status"]?.text ?? ""
        guard case .object(let profile) = json["profile"] else {
            texts = [:]
            return
        }
        // Attributes may be lists, numbers or null; only texts matter here.
        texts = profile.compactMapValues(\.text).filter { !$0.value.isEmpty }
    }
}

extension OktaUser: CustomStringConvertible {
    /// The id and the status, nothing of the profile.
    public var description: String { "OktaUser(\(id), \(status))" }
}
