public import Foundation

/// What came of looking the calling number up.
public enum CallerLookup: Sendable, Equatable {
    case found(Caller)
    /// Nobody, several people, or somebody who is not active: they all sound the same.
    case unknown(UnknownReason)
    /// The directory did not answer in time, or not sensibly.
    case unavailable

    /// Why nobody was found; for logs and metrics, never for the caller.
    public enum UnknownReason: String, Sendable, Equatable, CaseIterable {
        case withheld, noMatch, severalMatches, notActive
    }
}

/// What came of asking for a code by text message.
public enum CodeSendOutcome: String, Sendable, Equatable {
    case sent
    /// One was sent within the last 30 seconds (Okta E0000109, E0000133): it is on its way.
    case recentlySent
    /// A longer limit is reached: no text to this person for now.
    case limited
    /// The factor is gone or not active any more, or cannot be used for texts.
    case unusable
    /// Okta or our own count has locked the person.
    case lockedOut
    /// No answer in time, or none that makes sense; a message may have been sent.
    case unavailable
}

/// What came of checking a code.
public enum CodeCheckOutcome: String, Sendable, Equatable {
    case correct
    case wrong
    /// A time-based code that was used before (Okta E0000082).
    case reused
    /// Right, but too old or too new (Okta E0000083).
    case expired
    /// Okta wants no more tries for now.
    case limited
    case unusable
    case lockedOut
    case unavailable

    /// Whether Okta looked at the code: what counts towards the lock-out until a right one comes.
    public var isTry: Bool {
        switch self {
        case .correct, .wrong, .reused, .expired: true
        case .limited, .unusable, .lockedOut, .unavailable: false
        }
    }
}

/// A push that waits for a tap.
public struct PushTransaction: Hashable, Sendable, Codable {
    /// Okta's `poll` link.
    public let pollURL: String
    /// Okta's `cancel` link.
    public let cancelURL: String?
    /// When Okta gives the push up.
    public let expiresAt: Date?

    /// Makes a push from Okta's answer.
    public init(pollURL: String, cancelURL: String?, expiresAt: Date?) {
        self.pollURL = pollURL
        self.cancelURL = cancelURL
        self.expiresAt = expiresAt
    }
}

/// What came of sending a push.
public enum PushSendOutcome: Sendable, Equatable {
    /// It is on its way; `number` is the one to tap, when Okta already says so.
    case sent(PushTransaction, number: Int?)
    /// The number challenge is required by our settings and the organisation refuses it.
    case challengeRefused
    case limited
    case unusable
    case lockedOut
    case unavailable

    /// Whether it was sent for certain.
    ///
    /// That counts towards the lock-out until one is approved; a day on which Okta does not answer locks nobody out.
    public var isSent: Bool {
        if case .sent = self { true } else { false }
    }
}

/// Where a push stands.
public enum PushStatus: Sendable, Equatable {
    case waiting(number: Int?)
    case approved
    case rejected
    case timedOut
    case cancelled
    case failed
    /// Okta did not say; ask again.
    case unknown
}

/// What the account menu can say of an account; each part is optional.
public struct AccountSummary: Sendable, Equatable, Codable {
    /// The balance, written for the ear in the caller's language (`$200.00`, `200,00 €`).
    public let balance: String?
    /// The day a payment is due, written for the ear.
    public let due: String?

    /// Makes a summary.
    public init(balance: String?, due: String?) {
        self.balance = balance
        self.due = due
    }
}

/// How a transfer to an agent ended.
public enum TransferOutcome: String, Sendable, Equatable, Codable {
    /// They spoke.
    case completed
    /// Nobody took the call.
    case unanswered
}
