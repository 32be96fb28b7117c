public import Audit
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
    /// What happened, as in ``AuditEntry/kind``.
    public let kind: String
    /// The particulars, as in ``AuditEntry/details``.
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

/// Reads what operators want to see, over all instances.
///
/// Nothing of it is on a caller's way: it may be slow, and every list has a bound.
public protocol StoreOverview: Sendable {
    /// The calls that were touched last and have not expired, the newest first; those that ended are among them.
    func latestCalls(now: Date, limit: Int) async throws -> [CallState]

    /// Failures since a time by person, the most first.
    func failureCounts(since: Date, limit: Int) async throws -> [FailureCount]

    /// The last records of the audit trail, the newest first.
    func latestRecords(limit: Int) async throws -> [AuditRecord]

    /// How often each kind of record was written since a time.
    func auditCounts(since: Date, limit: Int) async throws -> [AuditCount]

    /// How many sends since a time are at which stage, by provider.
    func sendCounts(since: Date, limit: Int) async throws -> [SendCount]
}
