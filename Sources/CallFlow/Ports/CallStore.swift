public import Foundation

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
