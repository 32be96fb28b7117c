/// A piece of work for a connection.
struct PostgresJob: Sendable {
    /// When nobody waits for it any more.
    let deadline: ContinuousClock.Instant
    /// Hears when it is its turn.
    let begun: @Sendable () -> Void
    /// Does it, and tells who waits for it unless it is to be begun again.
    ///
    /// - Returns: Why it is to be begun again; nil when it is over.
    let attempt: @Sendable (PostgresLink) -> PostgresFailure?
    /// Tells who waits for it that it will not be done.
    let fail: @Sendable (StoreError) -> Void
    /// How often it was begun.
    var tries = 0
}

/// Jobs in the order in which they came.
struct PostgresJobs {
    private var jobs: [PostgresJob] = []
    /// Where the first is: to move all the others for each that leaves would take long in a long queue.
    private var head = 0

    var isEmpty: Bool { head == jobs.count }
    var count: Int { jobs.count - head }
    var first: PostgresJob? { isEmpty ? nil : jobs[head] }

    mutating func append(_ job: PostgresJob) { jobs.append(job) }

    /// Puts back one that was taken out already.
    mutating func prepend(_ job: PostgresJob) {
        if head > 0 {
            head -= 1
            jobs[head] = job
        } else {
            jobs.insert(job, at: 0)
        }
    }

    mutating func popFirst() -> PostgresJob? {
        guard let job = first else { return nil }
        head += 1
        if head == jobs.count || head > 512 {
            jobs.removeFirst(head)
            head = 0
        }
        return job
    }

    mutating func removeAll() -> [PostgresJob] {
        defer { self = PostgresJobs() }
        return Array(jobs[head...])
    }

    /// Takes out those for which it is too late.
    mutating func removeLate(at now: ContinuousClock.Instant) -> [PostgresJob] {
        var late: [PostgresJob] = []
        while let job = first, job.deadline <= now {
            late.append(job)
            _ = popFirst()
        }
        return late
    }
}
