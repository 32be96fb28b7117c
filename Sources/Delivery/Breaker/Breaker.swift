public import Clocks
import Foundation
public import Logging
import Metrics
import Synchronization

/// Skips providers that keep failing, on all instances.
///
/// What this instance has seen is known at once; what others have seen within a second, or with the next failure here.
/// A request in good times asks the store for nothing. A store that does not answer is not waited for.
public final class Breaker: Sendable {
    /// Whether a provider may be tried.
    public enum Permission: Sendable, Hashable {
        case allowed
        /// It may, by this one caller, to see whether it works again.
        case probe
        case skipped
    }

    private struct Known {
        var states: [ProviderID: BreakerState] = [:]
        var refreshedAt: ContinuousClock.Instant?
        /// Counts what happened here, and what of it the store has not heard yet: an older snapshot of the store's must
        /// not undo either.
        var changes = 0
        var untold = 0
        /// Counts the successes: what the store said of failures before one of them is out of date.
        var successes = 0
    }

    private let store: any BreakerStore
    private let timing: Timing
    private let guarded: StoreGuard
    private let logger: Logger
    private let known = Mutex(Known())
    /// Those that the store has, too.
    private static let rules = BreakerRules()
    /// How old other instances' knowledge may get.
    private static let refreshInterval = Duration.seconds(1)
    /// What the store is told last: a success that overtook the failure before it would be forgotten.
    private let lastTold = Mutex<Task<Void, Never>?>(nil)

    /// Makes a breaker for all providers.
    ///
    /// - Parameters:
    ///   - store: Shared by the instances.
    ///   - timing: The clock.
    ///   - logger: Hears of stores that fail and breakers that open.
    public init(store: any BreakerStore, timing: Timing, logger: Logger) {
        self.store = store
        self.timing = timing
        guarded = StoreGuard(timing: timing)
        self.logger = logger
    }

    /// What is known of each provider that had trouble.
    public var states: [ProviderID: BreakerState] { known.withLock(\.states) }

    /// Whether a provider would be skipped; takes no probe.
    public func isOpen(_ provider: ProviderID) -> Bool { state(of: provider).phase(at: timing.date()) == .open }

    /// Says whether a provider may be tried, and takes its probe where there is one to take.
    public func permission(for provider: ProviderID) async -> Permission {
        refreshIfStale()
        let now = timing.date()
        switch state(of: provider).phase(at: now) {
        case .closed: return .allowed
        case .open: return .skipped
        case .halfOpen: break
        }
        // Taken here first: of this instance's requests only one goes on to ask the store.
        guard takeProbeHere(of: provider, at: now) else { return .skipped }
        let store = store
        let granted = await asked("probe") { try await store.tryProbe(of: provider, now: now) }
        return granted ?? true ? .probe : .skipped
    }

    /// Notes that a provider works.
    ///
    /// - Returns: What tells the store, if there is anything to tell; requests do not wait for it.
    @discardableResult
    public func succeeded(_ provider: ProviderID) -> Task<Void, Never>? {
        let hadTrouble = known.withLock { known in
            guard known.states.removeValue(forKey: provider) != nil else { return false }
            known.changes += 1
            known.untold += 1
            known.successes += 1
            return true
        }
        guard hadTrouble else { return nil }
        publish(.closed, provider)
        let store = store
        return inOrder { [self] in
            _ = await asked("success") { try await store.recordSuccess(of: provider) }
            known.withLock { $0.untold -= 1 }
        }
    }

    /// Notes that a provider failed.
    ///
    /// - Returns: What tells the store; requests do not wait for it.
    @discardableResult
    public func failed(_ provider: ProviderID) -> Task<Void, Never> {
        let now = timing.date()
        let (before, after, successes) = known.withLock { known in
            let before = known.states[provider, default: BreakerState()]
            let after = before.failed(at: now, rules: Self.rules)
            known.states[provider] = after
            known.changes += 1
            known.untold += 1
            return (before, after, known.successes)
        }
        note(provider, before, after, at: now)
        let store = store
        return inOrder { [self] in
            let shared = await asked("failure") { try await store.recordFailure(of: provider, now: now) }
            let news = known.withLock { known -> BreakerState? in
                known.untold -= 1
                // A success here since then knows better, and so does a failure that the store has yet to hear of.
                guard let shared, known.successes == successes, let here = known.states[provider],
                    shared.failures > here.failures
                else { return nil }
                known.states[provider] = shared
                return shared
            }
            if let news { note(provider, after, news, at: now) }
        }
    }

    /// Reads what other instances know.
    public func refresh() async {
        let changes = known.withLock { known in
            known.refreshedAt = timing.now()
            return known.changes
        }
        let store = store
        guard let states = await asked("refresh", { try await store.states() }) else { return }
        known.withLock { known in
            guard known.changes == changes, known.untold == 0 else { return }
            known.states = states.filter { $0.value != BreakerState() }
        }
    }

    /// Shows where the breakers of providers stand, also of those that never had trouble; `/metrics` has it then.
    ///
    /// - Parameter providers: Those that are enabled.
    public func publish(_ providers: [ProviderID]) {
        let now = timing.date()
        for provider in providers { publish(state(of: provider).phase(at: now), provider) }
    }

    private func refreshIfStale() {
        let now = timing.now()
        let isStale = known.withLock { known in
            if let last = known.refreshedAt, now - last < Self.refreshInterval { return false }
            known.refreshedAt = now
            return true
        }
        if isStale { begin { [self] in await refresh() } }
    }

    private func state(of provider: ProviderID) -> BreakerState {
        known.withLock { $0.states[provider, default: BreakerState()] }
    }

    private func takeProbeHere(of provider: ProviderID, at now: Date) -> Bool {
        known.withLock { known in
            guard let next = known.states[provider]?.probing(at: now, rules: Self.rules) else { return false }
            known.states[provider] = next
            known.changes += 1
            return true
        }
    }

    /// Tells the store, after what it is being told.
    private func inOrder(_ tell: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
        lastTold.withLock { last in
            let before = last
            // Not begun at once: it would tell under the lock.
            let task = Task {
                await before?.value
                await tell()
            }
            last = task
            return task
        }
    }

    /// Asks the store; nil when it failed or did not answer in time.
    private func asked<Value: Sendable>(
        _ what: String, _ operation: @escaping @Sendable () async throws -> Value
    ) async -> Value? {
        do {
            return try await guarded.ask(operation)
        } catch {
            logger.warning("breaker store failed", metadata: ["what": "\(what)", "error": "\(error.summary)"])
            return nil
        }
    }

    private func note(_ provider: ProviderID, _ before: BreakerState, _ after: BreakerState, at now: Date) {
        publish(after.phase(at: now), provider)
        guard before.phase(at: now) != .open, after.phase(at: now) == .open else { return }
        logger.warning(
            "provider is skipped for a while", metadata: ["provider": "\(provider)", "failures": "\(after.failures)"])
    }

    private func publish(_ phase: BreakerState.Phase, _ provider: ProviderID) {
        let value =
            switch phase {
            case .closed: 0
            case .halfOpen: 1
            case .open: 2
            }
        Gauge(label: "voicegate_breaker_state", dimensions: [("provider", provider.name)]).record(value)
    }
}
