import CallFlow
import Foundation
import Metrics
import Synchronization

/// Counts what calls do.
///
/// No label names a person, a number or a call.
public final class CallMeter: Sendable {
    private let inProgress = Mutex<[CallID: Date]>([:])
    private let gauge = Gauge(label: "voicegate_calls_in_progress")

    /// Starts at nothing.
    public init() {
        gauge.record(0)
    }

    func callBegan(_ id: CallID, _ lookup: CallerLookup) {
        Counter(label: "voicegate_calls", dimensions: [("lookup", Self.label(lookup))]).increment()
        record {
            // Without a status callback nobody tells us of a hang-up: after two hours a call counts as over.
            let stale = Date().addingTimeInterval(-7200)
            $0 = $0.filter { $0.value > stale }
            $0[id] = Date()
        }
    }

    func callEnded(_ id: CallID) {
        record { $0[id] = nil }
    }

    func challenged(_ kind: FactorKind, outcome: String) {
        Counter(label: "voicegate_challenges", dimensions: [("factor", kind.rawValue), ("outcome", outcome)])
            .increment()
    }

    func answered(_ kind: FactorKind, outcome: String) {
        Counter(
            label: "voicegate_challenge_answers", dimensions: [("factor", kind.rawValue), ("outcome", outcome)]
        ).increment()
    }

    func noted(_ occurrence: Occurrence) {
        Counter(label: "voicegate_call_events", dimensions: [("event", occurrence.rawValue)]).increment()
    }

    func failed() {
        Counter(label: "voicegate_call_failures").increment()
    }

    private func record(_ change: (inout sending [CallID: Date]) -> Void) {
        let count = inProgress.withLock { calls in
            change(&calls)
            return calls.count
        }
        gauge.record(count)
    }

    // MARK: Labels

    static func label(_ lookup: CallerLookup) -> String {
        switch lookup {
        case .found: "found"
        case .unknown(let reason): reason.rawValue
        case .unavailable: "unavailable"
        }
    }

    static func label(_ outcome: PushSendOutcome) -> String {
        switch outcome {
        case .sent: "sent"
        case .challengeRefused: "challengeRefused"
        case .limited: "limited"
        case .unusable: "unusable"
        case .lockedOut: "lockedOut"
        case .unavailable: "unavailable"
        }
    }

    static func label(_ status: PushStatus) -> String {
        switch status {
        case .waiting: "waiting"
        case .approved: "approved"
        case .rejected: "rejected"
        case .timedOut: "timedOut"
        case .cancelled: "cancelled"
        case .failed: "failed"
        case .unknown: "unknown"
        }
    }
}
