import Synchronization

/// Everything that happened, in order, for those who look later and those who watch.
final class Journal: Sendable {
    private static let capacity = 20_000

    private struct State {
        var events: [NumberedEvent] = []
        var count = 0
        var isClosed = false
    }

    private let state = Mutex(State())
    private let bell = Bell()

    /// Adds an event; the oldest are forgotten when there are many.
    func record(_ event: SimulatorEvent) {
        state.withLock { state in
            state.count += 1
            state.events.append(NumberedEvent(number: state.count, event: event))
            if state.events.count > Self.capacity { state.events.removeFirst(Self.capacity / 10) }
        }
        bell.ring()
    }

    /// The events after a number.
    func events(after number: Int) -> [NumberedEvent] {
        state.withLock { state in
            Array(state.events[(state.events.firstIndex { $0.number > number } ?? state.events.endIndex)...])
        }
    }

    /// Waits for events after a number.
    ///
    /// - Returns: The events; empty when none came in time; `nil` when the journal is closed and all has been read.
    func nextEvents(after number: Int, within timeout: Duration) async -> [NumberedEvent]? {
        let found: [NumberedEvent]?? = await awaited(bell, within: timeout) {
            let events = events(after: number)
            if !events.isEmpty { return .some(events) }
            return isClosed ? .some(nil) : nil
        }
        return found ?? []
    }

    /// The requests so far, of one server or of all.
    func requests(to upstream: Upstream?) -> [RequestRecord] {
        events(after: 0).compactMap { numbered in
            guard case .request(let record) = numbered.event else { return nil }
            return upstream == nil || record.upstream == upstream ? record : nil
        }
    }

    /// Ends every stream of events.
    func close() {
        state.withLock { $0.isClosed = true }
        bell.ring()
    }

    private var isClosed: Bool { state.withLock { $0.isClosed } }
}

extension Journal {
    /// The events after a number, as they happen; ends when the journal is closed.
    func stream(after number: Int) -> AsyncStream<NumberedEvent> {
        AsyncStream { continuation in
            let reader = Task {
                var last = number
                while !Task.isCancelled, let events = await nextEvents(after: last, within: .seconds(60)) {
                    for event in events { continuation.yield(event) }
                    last = events.last?.number ?? last
                }
                continuation.finish()
            }
            continuation.onTermination = { _ in reader.cancel() }
        }
    }
}
