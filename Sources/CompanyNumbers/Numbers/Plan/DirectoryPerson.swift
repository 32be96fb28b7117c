import Texts
public import OktaAPI

/// A person as the planner of numbers sees them.
public struct DirectoryPerson: Sendable, Hashable {
    /// Okta's id.
    public let id: String
    /// What people know them by; nil when Okta does not say.
    public let login: String?
    /// Okta's status.
    public let status: String
    /// `mobilePhone` as it is written in Okta.
    public let mobileText: String?
    /// `primaryPhone` as it is written in Okta.
    public let primaryText: String?

    /// Makes a value.
    public init(
        id: String, login: String? = nil, status: String = OktaUser.activeStatus, mobile: String?,
        primary: String? = nil
    ) {
        self.id = id
        self.login = login
        self.status = status
        mobileText = mobile
        primaryText = primary
    }

    /// Reads a person that Okta sent.
    public init(_ user: OktaUser) {
        self.init(
            id: user.id, login: user.profileText("login"), status: user.status,
            mobile: user.profileText("mobilePhone"), primary: user.profileText("primaryPhone"))
    }

    /// The profile attributes that it is read from.
    static let attributes = ["login", "mobilePhone", "primaryPhone"]

    /// Whether the person is there; who is not `ACTIVE` has left.
    public var isActive: Bool { status == OktaUser.activeStatus }

    /// The person without their numbers, for a plan.
    public var name: PersonName { PersonName(id: id, login: login) }
}

/// Who somebody is, as a plan shows it.
public struct PersonName: Sendable, Hashable, Encodable {
    /// Okta's id.
    public let id: String
    /// What people know them by; nil when Okta does not say.
    public let login: String?

    /// Makes a value.
    public init(id: String, login: String? = nil) {
        self.id = id
        self.login = login
    }

    /// The login with the id, or the id alone; safe for a terminal.
    public var text: String { (login.map { "\($0) (\(id))" } ?? id).visible }
}

extension PersonName: CustomStringConvertible {
    /// The id alone: safe for a log.
    public var description: String { id }
}
