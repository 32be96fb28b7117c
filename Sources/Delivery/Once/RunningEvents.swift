import Synchronization

/// Remembers the events of this process, so that copies of one share one delivery and one answer.
final class RunningEvents: Sendable {
    private struct Entry {
        let task: Task<DeliveryOutcome, Never>
        let since: ContinuousClock.Instant
    }

    private let entries = Mutex<[String: Entry]>([:])
    private let capacity: Int
    private let memory: Duration

    /// - Parameters:
    ///   - capacity: How many are remembered before old ones are forgotten.
    ///   - memory: How long they are remembered at least, room permitting; a code lives five minutes.
    init(capacity: Int = 20_000, memory: Duration = .seconds(900)) {
        self.capacity = capacity
        self.memory = memory
    }

    /// Joins the event's delivery, or begins it.
    func task(
        for eventID: String, now: ContinuousClock.Instant, begin: () -> Task<DeliveryOutcome, Never>
    ) -> Task<DeliveryOutcome, Never> {
        entries.withLock { entries in
            if let entry = entries[eventID] { return entry.task }
            if entries.count >= capacity { makeRoom(&entries, now) }
            let task = begin()
            entries[eventID] = Entry(task: task, since: now)
            return task
        }
    }

    /// Forgets an event whose answer is not final.
    func forget(_ eventID: String) { entries.withLock { $0[eventID] = nil } }

    private func makeRoom(_ entries: inout [String: Entry], _ now: ContinuousClock.Instant) {
        entries = entries.filter { now - $0.value.since < memory }
        guard entries.count >= capacity else { return }
        // A flood: the younger half stays.
        let median = entries.values.map(\.since).sorted()[entries.count / 2]
        entries = entries.filter { $0.value.since > median }
    }
}
