public import Foundation

/// Keeps breakers in this process only: for tests.
public actor MemoryBreakerStore: BreakerStore {
    private static let rules = BreakerRules()
    private var known: [ProviderID: BreakerState] = [:]

    /// Makes a store in which no provider has trouble.
    public init() {}

    /// Reads all that is known.
    public func states() -> [ProviderID: BreakerState] { known }

    /// Counts a failure.
    public func recordFailure(of provider: ProviderID, now: Date) -> BreakerState {
        let next = known[provider, default: BreakerState()].failed(at: now, rules: Self.rules)
        known[provider] = next
        return next
    }

    /// Forgets a provider's failures.
    public func recordSuccess(of provider: ProviderID) { known[provider] = nil }

    /// Takes the probe.
    public func tryProbe(of provider: ProviderID, now: Date) -> Bool {
        guard let next = known[provider]?.probing(at: now, rules: Self.rules) else { return false }
        known[provider] = next
        return true
    }
}
