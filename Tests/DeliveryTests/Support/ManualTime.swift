import Clocks
import Foundation
import Synchronization

@testable import Delivery

/// A clock that stands still until a test moves it.
final class ManualTime: Sendable {
    private struct Sleeper {
        let id: Int
        let until: ContinuousClock.Instant
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var offset = Duration.zero
        var nextID = 0
        var sleepers: [Sleeper] = []
        var cancelled: Set<Int> = []
        var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    static let date = Date(timeIntervalSince1970: 1_780_000_000)
    private let start = ContinuousClock.now
    private let state = Mutex(State())

    var now: ContinuousClock.Instant { start + state.withLock(\.offset) }
    var date: Date { Self.date.addingTimeInterval(state.withLock(\.offset) / .seconds(1)) }

    /// The clock for what is tested.
    var timing: Timing {
        Timing(
            now: { self.now }, date: { self.date }, random: { 0 }, sleep: { try await self.sleep(until: $0) })
    }

    /// Moves the clock on, and wakes who has slept long enough.
    func advance(by duration: Duration) {
        let woken = state.withLock { state in
            state.offset += duration
            let now = start + state.offset
            let woken = state.sleepers.filter { $0.until <= now }
            state.sleepers.removeAll { $0.until <= now }
            return woken
        }
        for sleeper in woken { sleeper.continuation.resume() }
    }

    /// Waits until so many sleep.
    func sleepers(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.sleepers.count >= count { return true }
                state.watchers.append((count, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    /// Moves the clock on to the next time that somebody waits for, as often as it takes to finish an operation.
    func run<Value: Sendable>(_ operation: @escaping @Sendable () async -> Value) async -> Value {
        let done = Mutex(false)
        let task = Task {
            let value = await operation()
            done.withLock { $0 = true }
            return value
        }
        while !done.withLock({ $0 }) {
            // Whoever has something to do comes first; only when all wait does time go on.
            for _ in 0..<3000 where !done.withLock({ $0 }) { await Task.yield() }
            // Other threads may take longer to wake than that, and longer still to come to their turn.
            for _ in 0..<500 where !done.withLock({ $0 }) {
                try? await Task.sleep(for: .milliseconds(2))
                if !Self.isAnyThreadBusy() { break }
            }
            if let next = state.withLock({ $0.sleepers.map(\.until).min() }), !done.withLock({ $0 }) {
                advance(by: max(.zero, next - now))
            }
        }
        return await task.value
    }

    /// Whether another thread of this process runs, would run if there were a processor, or waits for the disk.
    private static func isAnyThreadBusy() -> Bool {
        // The one that woke this one is given the time to lie down.
        Thread.sleep(forTimeInterval: 0.0005)
        let tasks = "/proc/self/task"
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/thread-self"))?
            .split(separator: "/").last.map(String.init)
        let others = ((try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []).filter { $0 != own }
        return others.contains { thread in
            guard let line = try? String(contentsOfFile: "\(tasks)/\(thread)/stat", encoding: .utf8),
                let state = line.split(separator: ")").last?.first(where: { $0 != " " })
            else { return false }
            return "RD".contains(state)
        }
    }

    private func sleep(until: ContinuousClock.Instant) async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let (resume, ready) = state.withLock {
                    state -> (Result<Void, any Error>?, [CheckedContinuation<Void, Never>]) in
                    if state.cancelled.remove(id) != nil { return (.failure(CancellationError()), []) }
                    if until <= start + state.offset { return (.success(()), []) }
                    state.sleepers.append(Sleeper(id: id, until: until, continuation: continuation))
                    let count = state.sleepers.count
                    let ready = state.watchers.filter { $0.count <= count }.map(\.continuation)
                    state.watchers.removeAll { $0.count <= count }
                    return (nil, ready)
                }
                if let resume { continuation.resume(with: resume) }
                for watcher in ready { watcher.resume() }
            }
        } onCancel: {
            let sleeper = state.withLock { state -> Sleeper? in
                guard let index = state.sleepers.firstIndex(where: { $0.id == id }) else {
                    state.cancelled.insert(id)
                    return nil
                }
                return state.sleepers.remove(at: index)
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }
}
