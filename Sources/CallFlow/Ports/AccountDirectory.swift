/// Reads what the account menu tells a verified caller.
public protocol AccountDirectory: Sendable {
    /// Reads what is said of an account, in words of a language.
    ///
    /// - Returns: nil when there is no account API, or it failed.
    func summary(
        of user: UserID, token: String, language: String, deadline: ContinuousClock.Instant
    ) async -> AccountSummary?
}
