import CallFlow
import Clocks
import Foundation

/// A step of a call that one request works on, so that no other does the same outside.
///
/// Prolonged while the work goes on; a dead owner's claim runs out within seconds.
struct StepClaim {
    /// Seconds for which it is taken.
    private static let length = 4.0
    /// Between two prolongations: a store may be away for as long as is left.
    private static let pause = Duration.milliseconds(1200)

    private let holding: Task<Void, Never>

    /// Claims the step that a call stands at.
    ///
    /// - Returns: Nil when another request works on it, or the call has moved on.
    static func take(
        of stored: StoredCall, in store: any CallStore, instance: String, timing: Timing
    ) async throws -> StepClaim? {
        let owner = "\(instance) \(UUID().uuidString)"
        @Sendable func prolong() async throws -> Bool {
            let now = timing.date()
            return try await store.claim(
                stored.state.id, version: stored.version, owner: owner, now: now,
                until: now.addingTimeInterval(length))
        }
        guard try await prolong() else { return nil }
        return StepClaim(
            holding: Task {
                while (try? await timing.pause(pause)) != nil {
                    // What cannot be prolonged now may be a moment later.
                    if let isHeld = try? await prolong(), !isHeld { return }
                }
            })
    }

    /// Prolongs it no more; saving the call's next version has ended it, or its time does.
    func end() { holding.cancel() }
}
