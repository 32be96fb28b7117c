import Clocks
import Synchronization

/// Asks a store without ever waiting long for it.
///
/// After it failed it is waited for only briefly for some seconds: otherwise every code would be late with it.
final class StoreGuard: Sendable {
    /// Why there is no answer.
    struct Trouble: Error {
        /// What went wrong; safe for a log.
        let summary: String
    }

    private let timing: Timing
    private let troubledUntil = Mutex<ContinuousClock.Instant?>(nil)

    private static let patience = Duration.milliseconds(300)
    private static let briefly = Duration.milliseconds(20)
    private static let trouble = Duration.seconds(5)

    init(timing: Timing) { self.timing = timing }

    /// A fifth of what a request has left: nobody but a provider gets more.
    func share(before deadline: ContinuousClock.Instant) -> ContinuousClock.Instant {
        let now = timing.now()
        return now + max(.zero, (deadline - now) / 5)
    }

    /// Asks the store, which goes on when it is not waited for any more.
    ///
    /// - Parameters:
    ///   - limit: When waiting ends, if patience does not end before; nil for no limit but patience.
    ///   - operation: What is asked.
    /// - Returns: The answer.
    /// - Throws: ``Trouble``.
    func ask<Value: Sendable>(
        before limit: ContinuousClock.Instant? = nil, _ operation: @escaping @Sendable () async throws -> Value
    ) async throws(Trouble) -> Value {
        let now = timing.now()
        let isTroubled = troubledUntil.withLock { $0.map { now < $0 } ?? false }
        let end = now + (isTroubled ? Self.briefly : Self.patience)
        let answer = await withDeadline(limit.map { min($0, end) } ?? end, timing) { () -> Result<Value, Trouble> in
            do {
                return .success(try await operation())
            } catch {
                // An error of a database may show values: only its kind is safe.
                return .failure(Trouble(summary: "\(type(of: error))"))
            }
        }
        switch answer {
        case .success(let value):
            if isTroubled { troubledUntil.withLock { $0 = nil } }
            return value
        case .failure(let trouble):
            note(isTroubled)
            throw trouble
        case nil:
            note(isTroubled)
            throw Trouble(summary: "no answer in time")
        }
    }

    /// Does not prolong what is going on: a store that has become slow, not dead, gets its full time again.
    private func note(_ isTroubled: Bool) {
        if !isTroubled { troubledUntil.withLock { $0 = timing.now() + Self.trouble } }
    }
}
