/// Challenges a person with a factor.
///
/// Every method makes one attempt and answers by its deadline.
public protocol Challenger: Sendable {
    /// Sends a code by text message.
    func sendCode(
        with factor: Factor, to user: UserID, language: String, deadline: ContinuousClock.Instant
    ) async -> CodeSendOutcome

    /// Checks a code that was texted, or that an authenticator shows.
    func check(
        _ code: Passcode, of factor: Factor, user: UserID, deadline: ContinuousClock.Instant
    ) async -> CodeCheckOutcome

    /// Sends a push.
    func sendPush(with factor: Factor, to user: UserID, deadline: ContinuousClock.Instant) async -> PushSendOutcome

    /// Asks where a push stands.
    func status(of push: PushTransaction, deadline: ContinuousClock.Instant) async -> PushStatus

    /// Takes a push back from the person's telephone; nothing is said when that fails.
    func cancel(_ push: PushTransaction, deadline: ContinuousClock.Instant) async
}
