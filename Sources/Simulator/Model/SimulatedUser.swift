/// A person in the simulated Okta org, with their factors and their account.
public struct SimulatedUser: Sendable, Equatable {
    /// What the internal API behind the account menu knows.
    public struct Account: Sendable, Equatable {
        /// The balance, such as `200.00`.
        public var balance: String?

        /// The ISO 4217 code of the currency.
        public var currency: String?

        /// The day when payment is due, as in `2026-05-08`.
        public var due: String?

        /// Makes an account; what is left out is not in the answer.
        public init(balance: String? = nil, currency: String? = nil, due: String? = nil) {
            self.balance = balance
            self.currency = currency
            self.due = due
        }
    }

    /// Okta's identifier, `00u…`.
    public var id: String

    /// Okta's status; only `ACTIVE` users may sign in.
    public var status: String

    /// The profile: base attributes and custom ones such as `ivrPhone`.
    public var profile: [String: String]

    /// The enrolled factors, in the order in which Okta lists them.
    public var factors: [SimulatedFactor]

    /// What the account menu tells; `nil` makes the account API answer 404.
    public var account: Account?

    /// Makes a user.
    public init(
        id: String, status: String = "ACTIVE", profile: [String: String], factors: [SimulatedFactor] = [],
        account: Account? = Account(balance: "200.00", currency: "USD", due: "2026-05-08")
    ) {
        self.id = id
        self.status = status
        self.profile = profile
        self.factors = factors
        self.account = account
    }

    /// The login, `name@example.com`.
    public var login: String { profile["login"] ?? "" }

    /// The first and the last name.
    public var name: String {
        [profile["firstName"], profile["lastName"]].compactMap(\.self).joined(separator: " ")
    }

    /// The number that the person calls from, E.164.
    public var callerNumber: String? { profile["ivrPhone"] }
}
