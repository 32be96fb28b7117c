public import Foundation
public import PhoneNumbers

/// Finds people by the number they call from.
public protocol CallerDirectory: Sendable {
    /// Looks a calling number up.
    ///
    /// - Parameters:
    ///   - number: Who calls, E.164.
    ///   - deadline: When the answer is of no use any more.
    /// - Returns: ``CallerLookup/found(_:)`` only for one active person whose profile was read by id.
    func identify(_ number: PhoneNumber, deadline: ContinuousClock.Instant) async -> CallerLookup
}

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

/// Reads what the account menu tells a verified caller.
public protocol AccountDirectory: Sendable {
    /// - Returns: nil when there is no account API, or it failed.
    func summary(
        of user: UserID, token: String, language: String, deadline: ContinuousClock.Instant
    ) async -> AccountSummary?
}

/// Counts failures of people over all calls, for the lock-out.
///
/// Every method is one atomic statement or transaction.
public protocol FailureLedger: Sendable {
    /// Counts a failure before it is known to be one, if fewer than `limit` were counted at `since` or after it: of many
    /// tries at once no more get through than one after the other.
    ///
    /// - Returns: false when there are as many already; nothing is counted then.
    func reserveFailure(of user: UserID, at now: Date, since: Date, limit: Int) async throws -> Bool
    /// Takes one failure back that was reserved at a time and was none.
    func takeBackFailure(of user: UserID, at time: Date) async throws
    /// Says how many failures were counted at a time or after it.
    func failures(of user: UserID, since: Date) async throws -> Int
    /// Forgets all of a person's failures: they were verified.
    func forgiveFailures(of user: UserID) async throws
}

/// Keeps calls.
///
/// Every method is one atomic statement or transaction.
public protocol CallStore: Sendable {
    /// Loads a call with the answer last given.
    func load(_ id: CallID) async throws -> StoredCall?

    /// Finds the answer that was given to a request which arrived when the call's version was `version`.
    func answer(of id: CallID, at version: Int) async throws -> RecordedAnswer?

    /// Reserves a step whose effects reach outside, so that no other request of the call runs them too.
    ///
    /// - Returns: false when the call has moved on from `version`, or another owner's reservation has not run out.
    func claim(_ id: CallID, version: Int, owner: String, now: Date, until: Date) async throws -> Bool

    /// Saves a call if its version is still `version` (0: it does not exist yet), with the answer given at that version.
    ///
    /// - Returns: false when another request was first; nothing was written then.
    func save(_ state: CallState, over version: Int, answer: RecordedAnswer, now: Date, expiresAt: Date) async throws
        -> Bool
}

/// Lets one instance at a time watch a push.
public protocol WatchLeases: Sendable {
    /// Takes or prolongs the lease on a call's push.
    ///
    /// - Returns: false while another owner's lease runs.
    func acquire(_ id: CallID, owner: String, now: Date, until: Date) async throws -> Bool
    /// Gives the lease up; another owner's stays as it is.
    func release(_ id: CallID, owner: String) async throws
    /// Says whether anybody watches.
    func isHeld(_ id: CallID, now: Date) async throws -> Bool
}

/// A call as the store holds it.
public struct StoredCall: Sendable, Equatable {
    /// The call as it was saved.
    public let state: CallState
    /// Counts the saves, from 1.
    public let version: Int
    /// The answer of the save that made this version: the document the caller is in.
    public let answer: RecordedAnswer

    /// Makes a stored call.
    public init(state: CallState, version: Int, answer: RecordedAnswer) {
        self.state = state
        self.version = version
        self.answer = answer
    }
}

/// An answer as it was given, for the same request again.
public struct RecordedAnswer: Sendable, Equatable, Codable {
    /// Digest of the request that it answered.
    public let fingerprint: String
    /// The TwiML document.
    public let body: String

    /// Makes an answer for the record.
    public init(fingerprint: String, body: String) {
        self.fingerprint = fingerprint
        self.body = body
    }
}

/// Takes hold of calls that are going on.
public protocol LiveCalls: Sendable {
    /// Makes a live call fetch its next document from a URL at once, whatever it is doing.
    func redirect(_ id: CallID, to url: String, deadline: ContinuousClock.Instant) async -> RedirectOutcome
}

/// What came of redirecting a live call.
public enum RedirectOutcome: String, Sendable, Equatable {
    case redirected
    /// The caller has hung up.
    case notInProgress
    case failed
}

/// Writes down what an auditor will ask for.
public protocol CallJournal: Sendable {
    /// Notes an occurrence; never throws, since a call does not fail for its journal: what cannot be written is logged.
    func note(_ occurrence: Occurrence, in state: CallState, at now: Date) async
}

/// Issues the proof of who is calling that agents and the account API receive.
public protocol HandoffSigner: Sendable {
    /// - Returns: A compact JWT (ES256), good for five minutes.
    /// - Throws: When the call is not verified, or the key does not work.
    func token(for state: CallState, at now: Date) async throws -> String
}
