public import CallFlow
public import Foundation

/// Failures of one person that still count.
public struct FailureCount: Sendable, Equatable {
    /// Okta's id of the person.
    public let user: UserID
    /// How many.
    public let count: Int
    /// When the last one was.
    public let lastAt: Date

    /// Makes a value.
    public init(user: UserID, count: Int, lastAt: Date) {
        self.user = user
        self.count = count
        self.lastAt = lastAt
    }
}

/// How often a kind of record is in the audit trail.
public struct AuditCount: Sendable, Equatable {
    /// What happened, as `AuditEntry` has it.
    public let kind: String
    /// The particulars, as `AuditEntry` has them.
    public let details: String
    /// How often.
    public let count: Int

    /// Makes a value.
    public init(kind: String, details: String, count: Int) {
        self.kind = kind
        self.details = details
        self.count = count
    }
}

/// How many sends of a provider are at a stage.
public struct SendCount: Sendable, Equatable {
    /// The provider's name.
    public let provider: String
    /// Where the sends are, as `SendStage` writes it.
    public let stage: String
    /// How many.
    public let count: Int

    /// Makes a value.
    public init(provider: String, stage: String, count: Int) {
        self.provider = provider
        self.stage = stage
        self.count = count
    }
}
