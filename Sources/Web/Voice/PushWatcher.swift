import CallFlow
import Clocks
import Foundation
import Logging
public import ServiceLifecycle

/// One push to watch.
struct PushWatch: Sendable {
    let id: CallID
    let push: PushTransaction
    /// The number to match as the caller knows it.
    var number: Int?
    /// When the push counts as unanswered.
    let endsAt: Date
    /// Seconds between two questions while Okta's limits allow it.
    let interval: Double
}

/// Asks Okta in the background whether pushes were answered, and moves the live calls on.
///
/// A watch is a lease in the store: when this process dies, the lease runs out and whichever instance gets the call's
/// next webhook goes on.
public actor PushWatcher: Service, CustomStringConvertible {
    /// What the log of services calls it.
    public nonisolated var description: String { "push watcher" }

    /// Seconds to wait before the next question of all watches together, as the rate limit has it.
    public typealias Pace = @Sendable (_ watching: Int, _ interval: Double) async -> Double

    /// Seconds after a push's end for which a watch in trouble goes on.
    private static let patience: TimeInterval = 60

    private let instance: String
    private let publicURL: String
    private let pace: Pace
    private var watches: [CallID: Running] = [:]
    private var begun = 0
    private var isStopping = false

    /// A watch at work; the serial tells it from a later one of the same call.
    private struct Running {
        let serial: Int
        let task: Task<Void, Never>
    }

    /// - Parameters:
    ///   - instance: Names this process in leases.
    ///   - publicURL: Base of the URL that a redirected call fetches.
    ///   - pace: Gives the seconds until the next question.
    public init(instance: String, publicURL: String, pace: @escaping Pace) {
        self.instance = instance
        self.publicURL = publicURL
        self.pace = pace
    }

    /// Runs until shutdown begins; then lets go of every watch, so that another instance can take it over.
    public func run() async throws {
        try? await gracefulShutdown()
        await stopAll()
    }

    /// The number of pushes watched by this instance.
    public var count: Int { watches.count }

    func isWatching(_ id: CallID) -> Bool { watches[id] != nil }

    func stop(_ id: CallID) {
        watches.removeValue(forKey: id)?.task.cancel()
    }

    func start(_ watch: PushWatch, driver: CallDriver, logger: Logger) {
        guard !isStopping else { return }
        watches[watch.id]?.task.cancel()
        begun += 1
        let serial = begun
        let task = Task {
            await self.follow(watch, driver, logger)
            await self.finished(watch.id, serial, driver.ports.leases)
        }
        watches[watch.id] = Running(serial: serial, task: task)
    }

    /// Gives the lease up, unless a later watch of the same call holds it now.
    private func finished(_ id: CallID, _ serial: Int, _ leases: any WatchLeases) async {
        if watches[id]?.serial == serial { watches[id] = nil }
        guard watches[id] == nil else { return }
        // Cancelled or not: it has to be given up.
        await Task { try? await leases.release(id, owner: instance) }.value
    }

    private func stopAll() async {
        isStopping = true
        let tasks = watches.values.map(\.task)
        watches = [:]
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
    }

    /// A watch between two questions.
    private struct Turn: Sendable {
        var watch: PushWatch
        var lease = WatchLease()
        /// Seconds until the next question.
        var wait: Double
    }

    private nonisolated func follow(_ watch: PushWatch, _ driver: CallDriver, _ logger: Logger) async {
        var turn = Turn(watch: watch, wait: watch.interval)
        while !Task.isCancelled {
            do {
                guard let held = try await apart({ [turn] in try await self.hold(turn, driver) }) else { return }
                turn = held
                try await driver.timing.pause(.seconds(turn.wait))
                guard let next = try await apart({ [turn] in try await self.look(turn.watch, driver, logger) }) else {
                    return
                }
                turn.watch = next
            } catch is CancellationError {
                return
            } catch {
                // What cannot be watched in all that time will not be later: the call's next webhook asks for itself.
                guard driver.now() < turn.watch.endsAt.addingTimeInterval(Self.patience) else {
                    return logger.error("a push could not be watched to its end", metadata: ["error": "\(error)"])
                }
                logger.warning("a push could not be watched for a moment", metadata: ["error": "\(error)"])
                // A store whose database is away refuses at once: without a pause every watch would spin.
                try? await driver.timing.pause(.seconds(turn.wait))
            }
        }
    }

    /// Works in a task of its own, which gives back the memory that it took.
    ///
    /// A task keeps what it once needed for its deepest call, fifteen kilobytes here, and there is one for each who waits.
    private nonisolated func apart<Value: Sendable>(
        _ work: @escaping @Sendable () async throws -> Value?
    ) async throws -> Value? {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask(operation: work)
            return try await group.next() ?? nil
        }
    }

    /// Finds out how long to wait, and prolongs the lease when it would run out by then.
    ///
    /// - Returns: What is next; nil when another instance has the lease.
    private nonisolated func hold(_ turn: Turn, _ driver: CallDriver) async throws -> Turn? {
        var turn = turn
        let paced = await pace(count, turn.watch.interval)
        try Task.checkCancellation()
        let now = driver.now()
        // However slow polls are: the caller hears in time that nobody answered.
        turn.wait = min(paced, max(turn.watch.interval, turn.watch.endsAt.timeIntervalSince(now)))
        guard turn.lease.isLow(before: turn.wait, now: now) else { return turn }
        let until = now.addingTimeInterval(WatchLease.length(for: turn.wait))
        guard try await driver.ports.leases.acquire(turn.watch.id, owner: instance, now: now, until: until) else {
            return nil
        }
        turn.lease.until = until
        return turn
    }

    /// Asks once.
    ///
    /// - Returns: What is to be watched from now on; nil when there is nothing more to watch.
    private nonisolated func look(_ watch: PushWatch, _ driver: CallDriver, _ logger: Logger) async throws -> PushWatch?
    {
        var watch = watch
        let status = await driver.ports.challenger.status(of: watch.push, deadline: driver.timing.now() + .seconds(5))
        try Task.checkCancellation()
        let isOver = driver.now() >= watch.endsAt
        switch status {
        case .unknown where !isOver: return watch
        case .waiting(let number) where (number == nil || number == watch.number) && !isOver: return watch
        case .waiting(let number): watch.number = number ?? watch.number
        default: driver.meter.answered(.push, outcome: CallMeter.label(status))
        }
        switch try await driver.apply(.push(status, of: watch.push), to: watch.id, logger: logger) {
        case .gone: return nil
        case .unchanged: return isOver ? nil : watch
        case .moved: break
        }
        let outcome = await redirect(watch.id, driver, logger)
        guard case .waiting = status, !isOver else { return nil }
        // The caller is gone while the push still waits: take it back.
        if outcome == .notInProgress { await driver.hungUp(watch.id, logger: logger) }
        return outcome == .notInProgress ? nil : watch
    }

    /// Moves the live call on; when that fails the call comes round by itself.
    private nonisolated func redirect(_ id: CallID, _ driver: CallDriver, _ logger: Logger) async -> RedirectOutcome {
        let outcome = await driver.ports.live.redirect(
            id, to: "\(publicURL)/ivr/resume", deadline: driver.timing.now() + .seconds(8))
        switch outcome {
        case .redirected: logger.info("live call redirected")
        case .failed: logger.warning("the live call could not be redirected; it comes round by itself")
        case .notInProgress: logger.info("the call has ended meanwhile")
        }
        return outcome
    }
}
