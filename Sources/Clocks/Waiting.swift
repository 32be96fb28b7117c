import Synchronization

/// Waits for an operation until a deadline and no longer; the operation goes on by itself.
///
/// A task group would wait for what it started, and so for a provider or a store that hangs.
///
/// - Parameters:
///   - deadline: When waiting ends.
///   - timing: Has the clock that the deadline is of.
///   - late: Gets a result that came after the deadline.
///   - operation: What is waited for. It is not cancelled.
/// - Returns: Nil when the deadline came first.
package func withDeadline<Value: Sendable>(
    _ deadline: ContinuousClock.Instant, _ timing: Timing,
    late: (@Sendable (Value) async -> Void)? = nil,
    for operation: @escaping @Sendable () async -> Value
) async -> Value? {
    let gate = Gate<Value?>()
    let alarm = timing.alarm(deadline) { _ = gate.open(nil) }
    begin {
        let value = await operation()
        alarm.cancel()
        if !gate.open(value) { await late?(value) }
    }
    return await gate.value()
}

/// Begins a task at once, on the thread of who begins it, where it also goes on after it has waited.
///
/// The task is nobody's child: it is not cancelled with who began it.
@discardableResult
package func begin<Value: Sendable>(_ operation: @escaping @Sendable () async -> Value) -> Task<Value, Never> {
    let executor = withUnsafeCurrentTask { $0?.unownedTaskExecutor?.asTaskExecutor() }
    return Task.immediate(executorPreference: executor, operation: operation)
}

/// Hands the first of several values to one that waits.
private final class Gate<Value: Sendable>: Sendable {
    private enum State {
        case closed
        case awaited(CheckedContinuation<Value, Never>)
        case open(Value)
        case passed
    }

    private let state = Mutex(State.closed)

    /// Gives the value; false when another one was first.
    func open(_ value: Value) -> Bool {
        let waiter: CheckedContinuation<Value, Never>?
        let isFirst: Bool
        (waiter, isFirst) = state.withLock { state in
            switch state {
            case .closed:
                state = .open(value)
                return (nil, true)
            case .awaited(let continuation):
                state = .passed
                return (continuation, true)
            case .open, .passed:
                return (nil, false)
            }
        }
        waiter?.resume(returning: value)
        return isFirst
    }

    /// Waits for the value; once.
    func value() async -> Value {
        await withCheckedContinuation { continuation in
            let early: Value? = state.withLock { state in
                if case .open(let value) = state {
                    state = .passed
                    return value
                }
                state = .awaited(continuation)
                return nil
            }
            if let early { continuation.resume(returning: early) }
        }
    }
}
