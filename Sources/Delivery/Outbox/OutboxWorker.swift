package import Clocks
import Foundation
package import Logging
import Metrics
import Synchronization

/// What came of a try at a job.
enum JobVerdict: Sendable, Hashable {
    case done
    /// To be tried again after so many seconds.
    case again(after: Double)
}

/// Works off what hooks and reports left to be done, also what a process that died has left.
///
/// Jobs run beside each other: a provider that hangs holds up none but its own.
public final class OutboxWorker: Sendable {
    private let outbox: any Outbox
    private let bell: OutboxBell
    private let usage: UsageReporter
    private let reports: ReportHandler
    private let owner: String
    private let timing: Timing
    private let logger: Logger
    private let running = Mutex(0)

    /// How long one worker has for a job before another takes it, in seconds: what a process that died had taken is
    /// made up within a minute, and the longest job, a message sent again, takes ten.
    static let lease = 20.0
    /// How many jobs run at once.
    private static let width = 32
    private static let sweepInterval = Duration.seconds(20)

    /// Puts a worker together.
    ///
    /// - Parameters:
    ///   - outbox: Keeps what is to be done.
    ///   - bell: Says that something was put in.
    ///   - usage: Tells providers how codes ended.
    ///   - reports: Applies delivery reports.
    ///   - owner: Names this process among the instances.
    ///   - timing: The clock.
    ///   - logger: Hears of what could not be done.
    package init(
        outbox: any Outbox, bell: OutboxBell, usage: UsageReporter, reports: ReportHandler, owner: String,
        timing: Timing, logger: Logger
    ) {
        self.outbox = outbox
        self.bell = bell
        self.usage = usage
        self.reports = reports
        self.owner = owner
        self.timing = timing
        self.logger = logger
    }

    /// Works until the task is cancelled: at once when something is put in, and in rounds for what is due later.
    ///
    /// - Parameter interval: The pause between rounds.
    public func run(every interval: Duration = .seconds(2)) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.ring(every: interval) }
            group.addTask { await self.sweep() }
            group.addTask { await self.workWhenever() }
        }
    }

    /// Works off what is due, in rounds like those of ``run(every:)``, and returns when nothing is left.
    package func workOff() async {
        var begun = 0
        repeat {
            begun = await withDiscardingTaskGroup { await self.beginRound(in: &$0) }
        } while begun > 0
    }

    /// Shows what waits in the outbox of all instances; `/metrics` has it then.
    public func publishBacklog() async {
        guard let backlog = try? await outbox.backlog() else { return }
        Gauge(label: "voicegate_outbox_jobs_waiting").record(backlog.count)
        let age = backlog.oldest.map { max(0, timing.date().timeIntervalSince($0)) } ?? 0
        Gauge(label: "voicegate_outbox_oldest_seconds").record(age)
    }

    // MARK: Rounds

    private func ring(every interval: Duration) async {
        while !Task.isCancelled {
            bell.ring()
            try? await timing.pause(interval)
        }
    }

    private func sweep() async {
        while !Task.isCancelled {
            do {
                try await usage.sweepExpired()
            } catch {
                trouble(error)
            }
            try? await timing.pause(Self.sweepInterval)
        }
    }

    private func workWhenever() async {
        await withDiscardingTaskGroup { group in
            for await _ in bell.rings { _ = await beginRound(in: &group) }
        }
    }

    /// Takes what is due, as much as there is room for, and begins to work on it.
    ///
    /// - Returns: How many jobs were begun.
    private func beginRound(in group: inout DiscardingTaskGroup) async -> Int {
        let room = running.withLock { Self.width - $0 }
        guard room > 0 else { return 0 }
        do {
            let items = try await claim(room)
            running.withLock { $0 += items.count }
            for item in items { group.addTask { await self.workAside(on: item) } }
            if items.count == room { bell.ring() }
            return items.count
        } catch {
            trouble(error)
            return 0
        }
    }

    private func workAside(on item: OutboxItem) async {
        do {
            try await work(on: item)
        } catch {
            trouble(error)
        }
        let wasFull = running.withLock { running in
            running -= 1
            return running == Self.width - 1
        }
        if wasFull { bell.ring() }
    }

    private func claim(_ limit: Int) async throws -> [OutboxItem] {
        let now = timing.date()
        return try await outbox.claimDue(
            owner: owner, now: now, until: now.addingTimeInterval(Self.lease), limit: limit)
    }

    private func trouble(_ error: any Error) {
        if error is CancellationError { return }
        logger.warning("the outbox does not work", metadata: ["error": "\(type(of: error))"])
    }

    // MARK: Jobs

    private func work(on item: OutboxItem) async throws {
        let now = timing.date()
        guard now.timeIntervalSince(item.createdAt) < OutboxBackoff.lifetime else {
            logger.warning("given up after a day", metadata: ["job": "\(item.id)"])
            count(item, "given-up")
            return try await outbox.done(item.id, now: now)
        }
        let verdict =
            switch item.job {
            case .used, .feedback: try await usage.work(on: item)
            case .report(let report): try await reports.work(on: report, tries: item.tries)
            case .resend(let eventID): try await reports.sendAgain(eventID, item)
            }
        switch verdict {
        case .done:
            try await outbox.done(item.id, now: timing.date())
            count(item, "done")
        case .again(let pause):
            try await outbox.retry(item.id, at: timing.date().addingTimeInterval(pause))
            count(item, "retried")
        }
    }

    private func count(_ item: OutboxItem, _ result: String) {
        let kind =
            switch item.job {
            case .used: "used"
            case .feedback: "feedback"
            case .report: "report"
            case .resend: "resend"
            }
        Counter(label: "voicegate_outbox_jobs", dimensions: [("job", kind), ("result", result)]).increment()
        guard result != "retried" else { return }
        Metrics.Timer(label: "voicegate_outbox_seconds", dimensions: [("job", kind)])
            .record(max(0, timing.date().timeIntervalSince(item.createdAt)))
    }
}
