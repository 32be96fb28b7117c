public import Audit
public import CallFlow
public import Foundation

/// Keeps everything in memory, with the behaviour of the databases: for tests.
public actor MemoryStore {
    private struct Call {
        var state: CallState
        var version: Int
        /// By the version at which they were given.
        var answers: [Int: RecordedAnswer]
        var claim: Reservation?
        var expiresAt: Date
    }

    private struct Reservation {
        let owner: String
        let until: Date

        func bars(_ other: String, at now: Date) -> Bool { owner != other && until > now }
    }

    private var calls: [CallID: Call] = [:]
    private var leases: [CallID: Reservation] = [:]
    private var failures: [UserID: [Date]] = [:]
    private var secrets: [String: Data] = [:]
    private var trail: [AuditRecord] = []

    /// Makes an empty store.
    public init() {}
}

extension MemoryStore: CallStore {
    /// Loads a call with the answer last given; nil when there is none.
    public func load(_ id: CallID) -> StoredCall? {
        guard let call = calls[id], let answer = call.answers[call.version - 1] else { return nil }
        return StoredCall(state: call.state, version: call.version, answer: answer)
    }

    /// Finds the answer that was given at a version; nil when there is none.
    public func answer(of id: CallID, at version: Int) -> RecordedAnswer? { calls[id]?.answers[version] }

    /// Reserves a step; a call that does not exist yet cannot be claimed.
    public func claim(_ id: CallID, version: Int, owner: String, now: Date, until: Date) -> Bool {
        guard let call = calls[id], call.version == version, call.claim?.bars(owner, at: now) != true else {
            return false
        }
        calls[id]?.claim = Reservation(owner: owner, until: until)
        return true
    }

    /// Saves a call and its answer, if its version is still the one given.
    public func save(
        _ state: CallState, over version: Int, answer: RecordedAnswer, now: Date, expiresAt: Date
    ) -> Bool {
        guard (calls[state.id]?.version ?? 0) == version else { return false }
        var answers = calls[state.id]?.answers ?? [:]
        answers[version] = answer
        calls[state.id] = Call(state: state, version: version + 1, answers: answers, claim: nil, expiresAt: expiresAt)
        return true
    }
}

extension MemoryStore: WatchLeases {
    /// Takes or prolongs the lease on a call's push.
    public func acquire(_ id: CallID, owner: String, now: Date, until: Date) -> Bool {
        if let lease = leases[id], lease.bars(owner, at: now) { return false }
        leases[id] = Reservation(owner: owner, until: until)
        return true
    }

    /// Gives a lease up; does nothing to that of another owner.
    public func release(_ id: CallID, owner: String) {
        if leases[id]?.owner == owner { leases[id] = nil }
    }

    /// Says whether anybody watches.
    public func isHeld(_ id: CallID, now: Date) -> Bool { leases[id].map { $0.until > now } ?? false }
}

extension MemoryStore: FailureLedger {
    /// Counts a failure if there is room for it.
    public func reserveFailure(of user: UserID, at now: Date, since: Date, limit: Int) -> Bool {
        guard failures(of: user, since: since) < limit else { return false }
        failures[user, default: []].append(now)
        return true
    }

    /// Takes one failure back.
    public func takeBackFailure(of user: UserID, at time: Date) {
        if let index = failures[user]?.firstIndex(of: time) { failures[user]?.remove(at: index) }
    }

    /// Counts the failures at a moment or after it.
    public func failures(of user: UserID, since: Date) -> Int {
        (failures[user] ?? []).count { $0 >= since }
    }

    /// Forgets a person's failures.
    public func forgiveFailures(of user: UserID) { failures[user] = nil }
}

extension MemoryStore: KeyVault {
    /// Reads a secret; makes it when there is none.
    public func value(named name: String, makeIfMissing: @Sendable () -> Data) -> Data {
        if let secret = secrets[name] { return secret }
        let secret = makeIfMissing()
        secrets[name] = secret
        return secret
    }
}

extension MemoryStore: AuditStore {
    /// Appends a record to the chain.
    public func append(_ entry: AuditEntry) -> AuditRecord {
        let record = AuditRecord(entry, after: trail.last?.link)
        trail.append(record)
        return record
    }

    /// Reads records in their order.
    public func records(after sequence: Int, limit: Int) -> [AuditRecord] {
        Array(trail.drop { $0.sequence <= sequence }.prefix(max(0, limit)))
    }
}

extension MemoryStore: Sweeper {
    /// Deletes what has run out.
    public func sweep(now: Date, failuresBefore: Date) -> SweepReport {
        var report = SweepReport(calls: calls.count, leases: leases.count, failures: failureCount)
        calls = calls.filter { $0.value.expiresAt > now }
        leases = leases.filter { $0.value.until > now }
        failures = failures.mapValues { $0.filter { $0 >= failuresBefore } }.filter { !$0.value.isEmpty }
        report.calls -= calls.count
        report.leases -= leases.count
        report.failures -= failureCount
        return report
    }

    private var failureCount: Int { failures.values.reduce(0) { $0 + $1.count } }
}

extension MemoryStore: HealthProbe {
    /// Says that memory can always be written.
    public func isWritable() -> Writability { .writable }
}
