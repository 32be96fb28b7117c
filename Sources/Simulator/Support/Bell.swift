import Foundation
import Synchronization

/// A bell that is rung whenever something changed, so that those who wait look again.
///
/// A waiter reads ``count`` before it looks; a ring between looking and waiting is then not missed.
final class Bell: Sendable {
    private struct State {
        var count = 0
        var waiters: [UUID: CheckedContinuation<Bool, Never>] = [:]
    }

    private let state = Mutex(State())

    /// How often the bell has rung.
    var count: Int { state.withLock { $0.count } }

    /// Wakes everyone who waits.
    func ring() {
        let waiters = state.withLock { state in
            state.count += 1
            defer { state.waiters = [:] }
            return Array(state.waiters.values)
        }
        for waiter in waiters { waiter.resume(returning: true) }
    }

    /// Waits for the next ring.
    ///
    /// - Returns: `false` when the deadline came first or the task was cancelled.
    func wait(after count: Int, until deadline: ContinuousClock.Instant) async -> Bool {
        let id = UUID()
        let timer = Task { [self] in
            try? await Task.sleep(until: deadline, clock: .continuous)
            giveUp(id)
        }
        defer { timer.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let known: Bool? = state.withLock { state in
                    if state.count > count { return true }
                    if Task.isCancelled || ContinuousClock.now >= deadline { return false }
                    state.waiters[id] = continuation
                    return nil
                }
                if let known { continuation.resume(returning: known) }
            }
        } onCancel: {
            giveUp(id)
        }
    }

    private func giveUp(_ id: UUID) {
        state.withLock { $0.waiters.removeValue(forKey: id) }?.resume(returning: false)
    }
}

/// Looks again at each ring of a bell until something is found.
///
/// - Returns: What `look` found, or `nil` when the time was over.
func awaited<Found>(
    _ bell: Bell, within timeout: Duration, isolation: isolated (any Actor)? = #isolation, look: () async -> Found?
) async -> Found? {
    let deadline = ContinuousClock.now + timeout
    while true {
        let count = bell.count
        if let found = await look() { return found }
        guard await bell.wait(after: count, until: deadline) else { return nil }
    }
}
