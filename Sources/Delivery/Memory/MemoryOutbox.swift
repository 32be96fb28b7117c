public import Foundation

/// A queue of jobs in this process only: for tests.
public actor MemoryOutbox: Outbox {
    private struct Entry {
        var item: OutboxItem
        var dueAt: Date
    }

    private static let memory = 86_400.0
    private var entries: [String: Entry] = [:]
    private var finished: [String: Date] = [:]

    /// Makes an empty queue.
    public init() {}

    /// How many jobs are not done yet.
    public var count: Int { entries.count }

    /// Puts jobs in.
    public func enqueue(_ items: [OutboxItem]) {
        for item in items where entries[item.id] == nil && finished[item.id] == nil {
            entries[item.id] = Entry(item: item, dueAt: item.createdAt)
        }
    }

    /// Takes due jobs, the oldest first.
    public func claimDue(owner: String, now: Date, until: Date, limit: Int) -> [OutboxItem] {
        let due = entries.values.filter { $0.dueAt <= now }.sorted { $0.dueAt < $1.dueAt }.prefix(limit)
        return due.map { entry in
            let item = OutboxItem(
                id: entry.item.id, job: entry.item.job, tries: entry.item.tries + 1, createdAt: entry.item.createdAt)
            entries[item.id] = Entry(item: item, dueAt: until)
            return item
        }
    }

    /// Ends a job.
    public func done(_ id: String, now: Date) {
        entries[id] = nil
        finished[id] = now
        if finished.count > 10_000 { finished = finished.filter { now.timeIntervalSince($0.value) < Self.memory } }
    }

    /// Makes a job due again.
    public func retry(_ id: String, at: Date) { entries[id]?.dueAt = at }

    /// What is not done.
    public func backlog() -> OutboxBacklog {
        OutboxBacklog(count: entries.count, oldest: entries.values.map(\.item.createdAt).min())
    }
}
