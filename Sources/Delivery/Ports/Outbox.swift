public import Foundation

/// Something to be done after a hook was answered, which must survive a restart.
public enum OutboxJob: Sendable, Hashable, Codable {
    /// A code was used: find its sends and tell their providers.
    case used(UsedCode)
    /// Tell one provider how a code ended.
    case feedback(ProviderID, CodeUse, SentCode)
    /// Apply a delivery report.
    case report(DeliveryReport)
    /// Send an event's code once more, through a provider that has not had it.
    case resend(eventID: String)
}

/// A job with its place in the queue.
///
/// A store seals ``job``: it may hold a number.
public struct OutboxItem: Sendable, Hashable {
    /// Names the job: the same id is the same job, also when it comes again after it is done.
    public let id: String
    /// What is to be done.
    public let job: OutboxJob
    /// How often it was tried.
    public let tries: Int
    /// When it was put in.
    public let createdAt: Date

    /// Makes an item; its id may hold somebody else's, whatever that is made of.
    public init(id: String, job: OutboxJob, tries: Int = 0, createdAt: Date) {
        self.id = StoredID.bounded(id)
        self.job = job
        self.tries = tries
        self.createdAt = createdAt
    }
}

/// What waits in an outbox.
public struct OutboxBacklog: Sendable, Hashable {
    /// How many jobs are not done, those included that are being worked on or wait for their next try.
    public let count: Int
    /// When the oldest of them was put in; nil when there is none.
    public let oldest: Date?

    /// Makes a value.
    public init(count: Int, oldest: Date?) {
        self.count = count
        self.oldest = oldest
    }
}

/// A queue of jobs for all instances.
///
/// Every method is one atomic statement or transaction.
public protocol Outbox: Sendable {
    /// Puts jobs in, due at once; those whose id is known, done or not, are left out.
    func enqueue(_ items: [OutboxItem]) async throws

    /// Takes due jobs for an owner until a time, after which they are due again; counts a try of each.
    func claimDue(owner: String, now: Date, until: Date, limit: Int) async throws -> [OutboxItem]

    /// Ends a job. Its id is remembered for a day at least.
    func done(_ id: String, now: Date) async throws

    /// Makes a job due again at a time.
    func retry(_ id: String, at: Date) async throws

    /// What is not done.
    func backlog() async throws -> OutboxBacklog
}
