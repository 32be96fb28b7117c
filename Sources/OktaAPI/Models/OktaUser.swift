/// A person at Okta.
public struct OktaUser: Sendable {
    /// `00u…`.
    public let id: String
    /// `ACTIVE` and others, as of the last login or change.
    public let status: String
    private let texts: [String: String]

    /// Reads a profile attribute; nil when it is absent, empty, or no text.
    public func profileText(_ name: String) -> String? { texts[name] }

    /// Makes a person, for tests.
    public init(id: String, status: String, profile: [String: String]) {
        self.id = id
        self.status = status
        texts = profile
    }
}

extension OktaUser: Decodable {
    private enum Keys: String, CodingKey { case id, status, profile }

    private struct AnyKey: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// Decodes what Okta answers; only the id must be there.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        id = try container.decode(String.self, forKey: .id)
        status = (try? container.decode(String.self, forKey: .status)) ?? ""
        var texts: [String: String] = [:]
        if let profile = try? container.nestedContainer(keyedBy: AnyKey.self, forKey: .profile) {
            for key in profile.allKeys {
                // Attributes may be lists, numbers or null; only texts matter here.
                guard let text = try? profile.decode(String.self, forKey: key), !text.isEmpty else { continue }
                texts[key.stringValue] = text
            }
        }
        self.texts = texts
    }
}

extension OktaUser: CustomStringConvertible {
    /// The id and the status, nothing of the profile.
    public var description: String { "OktaUser(\(id), \(status))" }
}
