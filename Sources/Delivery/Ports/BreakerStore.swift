public import Foundation

/// Keeps what instances know of providers' health.
///
/// Every method is one atomic statement or transaction.
public protocol BreakerStore: Sendable {
    /// Reads all that is known; a provider without trouble may be missing.
    func states() async throws -> [ProviderID: BreakerState]

    /// Applies ``BreakerState/failed(at:rules:)``.
    ///
    /// - Returns: The state after it.
    func recordFailure(of provider: ProviderID, now: Date) async throws -> BreakerState

    /// Forgets a provider's failures.
    func recordSuccess(of provider: ProviderID) async throws

    /// Takes the probe of an open breaker for one caller, by ``BreakerState/probing(at:rules:)``.
    ///
    /// - Returns: Whether the caller has it: false while it is too early, or another one's probe is under way.
    func tryProbe(of provider: ProviderID, now: Date) async throws -> Bool
}
