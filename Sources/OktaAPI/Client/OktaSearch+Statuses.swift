extension OktaSearch {
    /// Finds those who are `ACTIVE`.
    public static let active = status(OktaUser.activeStatus)

    /// Finds those who are not `ACTIVE`, whatever they are: Okta has no operator for "not equal".
    public static let inactive = OktaSearch(
        expression: [
            "DEPROVISIONED", "SUSPENDED", "LOCKED_OUT", "PASSWORD_EXPIRED", "RECOVERY", "PROVISIONED", "STAGED",
        ].map { #"status eq "\#($0)""# }.joined(separator: " or "))
}
