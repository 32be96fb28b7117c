import Synchronization

/// Remembers the events of this process, so that copies of one share one delivery and one answer.
final class RunningEvents: Sendable {
    private struct Entry {
        let answer: SharedAnswer
        let since: ContinuousClock.Instant
    }

    private let entries = Mutex<[String: Entry]>([:])

    /// How many are remembered before old ones are forgotten.
    private static let capacity = 20_000
    /// How long they are remembered at least, room permitting; a code lives five minutes.
    private static let memory = Duration.seconds(900)

    /// Gives the answer that all copies of an event wait for.
    ///
    /// - Returns: The answer, and whether who asks is the first, who has to find it.
    func answer(to eventID: String, now: ContinuousClock.Instant) -> (answer: SharedAnswer, isFirst: Bool) {
        entries.withLock { entries in
            if let entry = entries[eventID] { return (entry.answer, false) }
            if entries.count >= Self.capacity { makeRoom(&entries, now) }
            let answer = SharedAnswer()
            entries[eventID] = Entry(answer: answer, since: now)
            return (answer, true)
        }
    }

    /// Forgets an event whose answer is not final.
    func forget(_ eventID: String) { entries.withLock { $0[eventID] = nil } }

    private func makeRoom(_ entries: inout [String: Entry], _ now: ContinuousClock.Instant) {
        entries = entries.filter { now - $0.value.since < Self.memory }
        guard entries.count >= Self.capacity else { return }
        // A flood: the younger half stays.
        let median = entries.values.map(\.since).sorted()[entries.count / 2]
        entries = entries.filter { $0.value.since > median }
    }
}

/// An answer that many may wait for.
final class SharedAnswer: Sendable {
    private enum State {
        case awaited([CheckedContinuation<DeliveryOutcome, Never>])
        case known(DeliveryOutcome)
    }

    private let state = Mutex(State.awaited([]))

    /// Gives it, once, to all who wait and who will ask.
    func give(_ outcome: DeliveryOutcome) {
        let waiting = state.withLock { state -> [CheckedContinuation<DeliveryOutcome, Never>] in
            guard case .awaited(let waiting) = state else { return [] }
            state = .known(outcome)
            return waiting
        }
        for continuation in waiting { continuation.resume(returning: outcome) }
    }

    /// Waits for it.
    func outcome() async -> DeliveryOutcome {
        await withCheckedContinuation { continuation in
            let known = state.withLock { state -> DeliveryOutcome? in
                switch state {
                case .known(let outcome): return outcome
                case .awaited(let waiting):
                    state = .awaited(waiting + [continuation])
                    return nil
                }
            }
            if let known { continuation.resume(returning: known) }
        }
    }
}
