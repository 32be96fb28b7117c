import CallFlow
import Foundation
import Metrics
import Synchronization

/// Counts what calls do.
///
/// No label names a person, a number or a call.
public final class CallMeter: Sendable {
    private let inProgress = Mutex(CallsInProgress())
    private let gauge = Gauge(label: "voicegate_calls_in_progress")

    /// Starts at nothing.
    public init() {
        gauge.record(0)
    }

    func callBegan(_ id: CallID, _ lookup: CallerLookup, at now: Date) {
        Counter(label: "voicegate_calls", dimensions: [("lookup", Self.label(lookup))]).increment()
        record { $0.begin(id, at: now) }
    }

    func callEnded(_ id: CallID) {
        record { $0.end(id) }
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

    private func record(_ change: (inout sending CallsInProgress) -> Void) {
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

/// The calls that have begun and not ended, as far as anybody told us.
struct CallsInProgress {
    /// After how many seconds a call counts as over: without a status callback nobody tells us of a hang-up.
    static let longest = 7200.0
    /// Seconds between two looks for those that are over: to look for each call that begins would take long.
    static let pause = 60.0

    private var began: [CallID: Date] = [:]
    private var lookedAt = Date.distantPast

    var count: Int { began.count }

    mutating func begin(_ id: CallID, at now: Date) {
        if abs(now.timeIntervalSince(lookedAt)) >= Self.pause {
            lookedAt = now
            began = began.filter { $0.value > now.addingTimeInterval(-Self.longest) }
        }
        began[id] = now
    }

    mutating func end(_ id: CallID) { began[id] = nil }
}
