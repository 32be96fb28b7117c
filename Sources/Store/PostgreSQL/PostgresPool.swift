import Dispatch
import Foundation
import Synchronization

/// Connections to one database, each with a thread of its own, and the work that waits for them.
///
/// libpq and the search for names block, so Swift's own threads never enter them. Work stays in the queue until a
/// connection is there: who waits is told in time, whatever a thread hangs in.
final class PostgresPool: Sendable {
    let location: PostgresLocation
    let options: PostgresOptions
    let state = Mutex(State())
    private let bells: [DispatchSemaphore]

    struct State {
        var jobs = PostgresJobs()
        /// What the owner of a bell finds when it rings; who finds nothing looks for itself.
        var handed: [PostgresJob?]
        /// Threads that wait with a connection, the one used last at the end: it is warm.
        var ready: [Int] = []
        /// Threads that wait without one.
        var cold: [Int]
        /// How many connections there are.
        var live = 0
        /// How many threads are connecting now.
        var connecting = 0
        /// How many threads do a job now.
        var busy = 0
        var outage = Outage()
        var isClosed = false
        /// When somebody looks for jobs that are too late.
        var alarm: ContinuousClock.Instant?
        var closers: [CheckedContinuation<Void, Never>] = []

        init() {
            handed = []
            cold = []
        }
    }

    init(_ location: PostgresLocation, options: PostgresOptions) {
        self.location = location
        self.options = options
        bells = (0..<options.connections).map { _ in DispatchSemaphore(value: 0) }
        state.withLock {
            $0.handed = Array(repeating: nil, count: options.connections)
            $0.cold = Array((0..<options.connections).reversed())
        }
        for worker in bells.indices {
            Thread.detachNewThread { PostgresWorker(number: worker, pool: self).work() }
        }
    }

    func ring(_ worker: Int) { bells[worker].signal() }

    /// Waits to be rung for, until a time at most.
    func wait(_ worker: Int, until time: ContinuousClock.Instant?) {
        guard let time else { return bells[worker].wait() }
        let left = max(0, (time - .now) / .seconds(1))
        _ = bells[worker].wait(timeout: .now() + left)
    }

    /// Has a job done, or tells at once why not.
    func add(_ job: PostgresJob) {
        enum Fate {
            case wake(Int?)
            case fail(StoreError)
        }
        let fate = state.withLock { state -> Fate in
            if state.isClosed { return .fail(Self.closed) }
            if let failure = state.outage.hopeless(after: options.patience) {
                return .fail(StoreError(postgres: failure))
            }
            if let worker = state.ready.popLast() {
                state.hand(job, to: worker)
                return .wake(worker)
            }
            state.jobs.append(job)
            setAlarm(&state)
            return .wake(state.nextToConnect())
        }
        switch fate {
        case .wake(let worker): worker.map(ring)
        case .fail(let error): job.fail(error)
        }
    }

    /// What there is to do now.
    var load: DatabaseLoad {
        state.withLock { DatabaseLoad(connections: $0.live, inUse: min($0.busy, $0.live), waiting: $0.jobs.count) }
    }

    // MARK: Too late

    /// Makes sure that somebody looks at the queue when its first job is too late, if all threads hang by then.
    func setAlarm(_ state: inout State) {
        guard let time = state.jobs.first?.deadline, state.alarm.map({ time < $0 }) ?? true else { return }
        state.alarm = time
        let left = max(0, (time - .now) / .seconds(1))
        DispatchQueue.global().asyncAfter(deadline: .now() + left) { [weak self] in self?.ring(alarm: time) }
    }

    private func ring(alarm time: ContinuousClock.Instant) {
        let (late, reason) = state.withLock { state in
            // One that was set for an earlier time has taken this one's place, or has had its turn.
            if state.alarm == time { state.alarm = nil }
            let late = state.jobs.removeLate(at: .now)
            setAlarm(&state)
            return (late, state.tooLate)
        }
        late.forEach { $0.fail(reason) }
    }

    // MARK: Closing

    static let closed = StoreError(.closed, "the store was closed; restart the service")

    /// Takes no more work; threads end when they have done what they are at.
    func stop() {
        let left = state.withLock { state in
            state.isClosed = true
            return state.jobs.removeAll()
        }
        left.forEach { $0.fail(Self.closed) }
        bells.forEach { $0.signal() }
    }

    /// The same, and waits for what is being done; not for connections that are being made.
    func close() async {
        stop()
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                if state.busy > 0 { state.closers.append(continuation) }
                return state.busy == 0
            }
            if isIdle { continuation.resume() }
        }
    }
}

extension PostgresPool.State {
    /// Gives a job to a thread that is not waiting in a list any more, and is to be rung for.
    mutating func hand(_ job: PostgresJob, to worker: Int) {
        handed[worker] = job
        busy += 1
    }

    /// Why a job was not begun in time.
    var tooLate: StoreError {
        if live == 0 {
            return StoreError(
                postgres: outage.failure ?? PostgresFailure(.connecting, "no connection came about in time"))
        }
        return StoreError(.busy, "all connections to the database are in use; is it overloaded?")
    }

    /// A thread that is to be woken to connect, for the jobs that wait; nil when there is none, or no need.
    ///
    /// One at a time asks a server that is down, and one that has just refused is left alone for a moment.
    func nextToConnect() -> Int? {
        guard !jobs.isEmpty, connecting == 0, outage.mayTry(at: .now) else { return nil }
        return cold.last
    }
}
