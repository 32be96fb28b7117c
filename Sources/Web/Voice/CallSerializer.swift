import CallFlow

/// Lets the requests of one call through one after the other, within this process.
///
/// Between instances the store's versions and claims do the same; this spares them the common case.
actor CallSerializer {
    private var waiting: [CallID: [CheckedContinuation<Void, Never>]] = [:]

    /// Runs `body` when no other of the same call runs.
    nonisolated func run<Value: Sendable>(_ id: CallID, _ body: @Sendable () async -> Value) async -> Value {
        await enter(id)
        let value = await body()
        await leave(id)
        return value
    }

    private func enter(_ id: CallID) async {
        guard waiting[id] != nil else {
            waiting[id] = []
            return
        }
        await withCheckedContinuation { waiting[id]?.append($0) }
    }

    private func leave(_ id: CallID) {
        guard var queue = waiting[id], !queue.isEmpty else {
            waiting[id] = nil
            return
        }
        let next = queue.removeFirst()
        waiting[id] = queue
        next.resume()
    }
}
