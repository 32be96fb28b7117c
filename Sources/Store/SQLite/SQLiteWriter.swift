import Foundation
import GRDB
import Synchronization

/// Takes writers that wait together into one transaction: a commit costs the same for one of them as for fifty.
///
/// While one group is written and committed the next one gathers; nobody is waited for. Writers keep their order. What
/// one of them does wrong is rolled back for it alone, and nobody is told anything before the commit. When one of them
/// fails in what must be undone, or the group as a whole does, all is rolled back and each is tried by itself: savepoints
/// would cost every write two statements more.
final class SQLiteWriter: Sendable {
    /// How many writers one transaction takes: other processes wait for it.
    static let groupSize = 64

    private struct Waiting {
        var writes: [PendingWrite] = []
        var isScheduled = false
    }

    private let pool: DatabasePool
    private let patience: Duration
    private let waiting = Mutex(Waiting())

    init(_ pool: DatabasePool, patience: Duration) {
        self.pool = pool
        self.patience = patience
    }

    /// Writes, together with whoever else waits.
    ///
    /// - Parameters:
    ///   - kind: What is to be undone when the body fails.
    ///   - body: May run more than once.
    /// - Returns: What the body returned, once it is committed.
    /// - Throws: ``StoreError``; within the patience when the database is locked.
    func write<Value: Sendable>(
        _ kind: PendingWrite.Kind, _ body: @escaping @Sendable (SQLiteSession) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        let deadline = ContinuousClock.now + patience
        let answer: Result<Value, StoreError> = await withCheckedContinuation { continuation in
            enqueue(
                PendingWrite(
                    kind: kind, deadline: deadline,
                    perform: { session in
                        let result = Result { () throws(StoreError) in try body(session) }
                        return PerformedWrite(error: result.error) { continuation.resume(returning: result) }
                    },
                    refuse: { continuation.resume(returning: .failure($0)) }))
        }
        return try answer.get()
    }

    // MARK: The queue

    /// How many wait for their turn.
    var queueLength: Int { waiting.withLock(\.writes.count) }

    private func enqueue(_ write: PendingWrite) {
        let mustSchedule = waiting.withLock { waiting in
            waiting.writes.append(write)
            defer { waiting.isScheduled = true }
            return !waiting.isScheduled
        }
        if mustSchedule { schedule() }
    }

    private func schedule() {
        pool.asyncWriteWithoutTransaction { connection in
            let group = self.waiting.withLock { waiting in
                let group = Array(waiting.writes.prefix(Self.groupSize))
                waiting.writes.removeFirst(group.count)
                return group
            }
            self.work(off: group, on: connection)
            let isMoreWaiting = self.waiting.withLock { waiting in
                waiting.isScheduled = !waiting.writes.isEmpty
                return waiting.isScheduled
            }
            // Not in a loop: closing comes in between.
            if isMoreWaiting { self.schedule() }
        }
    }

    /// Refuses those whose time is over, and writes the others.
    private func work(off group: [PendingWrite], on connection: Database) {
        let now = ContinuousClock.now
        let inTime = group.filter { now < $0.deadline }
        for write in group where now >= write.deadline { write.refuse(Self.busy) }
        guard let earliest = inTime.map(\.deadline).min() else { return }
        guard connection.sqliteConnection != nil else {
            for write in inTime { write.refuse(SQLiteDatabase.closed) }
            return
        }
        let left = earliest - now
        // Those at the end of the queue do not wait for locks once more for each one before them.
        let isShort = left < patience * 0.9
        if isShort { setBusyTimeout(left, connection) }
        let failed = commit(inTime, on: SQLiteSession(connection))
        if isShort { setBusyTimeout(patience, connection) }
        for write in failed { work(off: [write], on: connection) }
    }

    private func setBusyTimeout(_ duration: Duration, _ connection: Database) {
        // It fails only when memory runs out: then what comes next fails too.
        try? connection.execute(sql: "PRAGMA busy_timeout = \(max(1, duration.wholeMilliseconds))")
    }

    private static var busy: StoreError { StoreError(sqlite: DatabaseError(resultCode: .SQLITE_BUSY)) }

    // MARK: A transaction

    /// Writes a group.
    ///
    /// - Returns: Those that are to be tried alone, since they failed together.
    private func commit(_ group: [PendingWrite], on session: SQLiteSession) -> [PendingWrite] {
        let performed: [PerformedWrite]
        do {
            try session.step("BEGIN IMMEDIATE")
            performed = try perform(group, on: session)
            try session.step("COMMIT")
        } catch {
            session.rollBack()
            return refuse(group, error)
        }
        for write in performed { write.deliver() }
        return []
    }

    /// Runs each write.
    ///
    /// - Throws: What makes the transaction useless.
    private func perform(_ group: [PendingWrite], on session: SQLiteSession) throws(StoreError) -> [PerformedWrite] {
        var performed: [PerformedWrite] = []
        for write in group {
            let result = write.perform(session)
            if let error = result.error {
                // A statement that fails leaves nothing behind by itself; but SQLite gives up the whole transaction when
                // a disk is full, for instance.
                let leavesNothing = write.kind == .statement && session.isInsideTransaction
                guard leavesNothing, group.count > 1 else { throw error }
            }
            performed.append(result)
        }
        return performed
    }

    /// Ends what has failed for good.
    ///
    /// - Returns: Those that are to be tried alone.
    private func refuse(_ group: [PendingWrite], _ error: StoreError) -> [PendingWrite] {
        if error.code == .busy {
            let now = ContinuousClock.now + Self.leastWait
            for write in group where write.deadline <= now { write.refuse(error) }
            // Whoever has time left goes on waiting, before all others.
            let others = group.filter { now < $0.deadline }
            waiting.withLock { $0.writes.insert(contentsOf: others, at: 0) }
            return []
        }
        guard group.count == 1 else { return group }
        group[0].refuse(error)
        return []
    }

    /// A lock is not waited for again in less: SQLite's own waiting is not more exact.
    private static let leastWait = Duration.milliseconds(5)
}

/// A write that waits for its turn.
struct PendingWrite: Sendable {
    /// What is to be undone when a write fails.
    enum Kind {
        /// Nothing: the statement undoes itself.
        case statement
        /// All that it did.
        case transaction
    }

    let kind: Kind
    /// When waiting ends.
    let deadline: ContinuousClock.Instant
    /// Runs it, in a transaction.
    let perform: @Sendable (SQLiteSession) -> PerformedWrite
    /// Answers that it was not done.
    let refuse: @Sendable (StoreError) -> Void
}

/// A write that was run and is not committed yet.
struct PerformedWrite {
    /// Why it failed.
    let error: StoreError?
    /// Answers with what came of it.
    let deliver: () -> Void
}

extension Result {
    fileprivate var error: Failure? {
        if case .failure(let error) = self { error } else { nil }
    }
}
