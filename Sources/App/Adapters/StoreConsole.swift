import Audit
import CallFlow
import Foundation
import Store
import Web

/// Shows the console what the store knows.
struct StoreConsole: ConsoleSource {
    let store: SQLStore
    /// Failures before a person is locked, and how long they count in seconds.
    let lockout: (failures: Int, window: Double)

    private static let day: TimeInterval = 86_400

    func overview(at now: Date) async throws -> ConsoleOverview {
        var overview = ConsoleOverview()
        overview.calls = try await store.latestCalls(now: now, limit: 200)
            .filter { $0.phase != .ended && now.timeIntervalSince($0.startedAt) < 4 * 3600 }
            .map {
                ConsoleOverview.Call(
                    sid: $0.id.value, step: $0.phase.word, verifiedBy: $0.verification?.factor.rawValue,
                    startedAt: $0.startedAt)
            }
        let since = now.addingTimeInterval(-lockout.window)
        overview.failing = try await store.failureCounts(since: since, limit: 100).map {
            ConsoleOverview.FailingUser(
                id: $0.user.value, failures: $0.count, lastAt: $0.lastAt, isLocked: $0.count >= lockout.failures)
        }
        let yesterday = now.addingTimeInterval(-Self.day)
        overview.deliveries = try await store.sendCounts(since: yesterday, limit: 100).map {
            ConsoleOverview.Tally(subject: $0.provider, outcome: $0.stage, count: $0.count)
        }
        let counts = try await store.auditCounts(since: yesterday, limit: 500)
        overview.challenges = Self.challenges(counts)
        overview.events = try await store.latestRecords(limit: 50).map {
            ConsoleOverview.Event(time: $0.entry.time, kind: $0.entry.kind, reference: $0.entry.reference)
        }
        return overview
    }

    func unlock(user: String, at now: Date) async throws -> Bool {
        let since = now.addingTimeInterval(-lockout.window)
        guard try await store.failures(of: UserID(user), since: since) > 0 else { return false }
        // The record comes first: what is done without one cannot be found out later.
        let entry = AuditEntry(time: now, kind: "operator.unlocked", subject: user)
        _ = try await store.append(entry)
        try await store.forgiveFailures(of: UserID(user))
        return true
    }

    private static func challenges(_ counts: [AuditCount]) -> [ConsoleOverview.Tally] {
        var tallies: [[String]: Int] = [:]
        for count in counts where count.kind.hasPrefix("call.") {
            let details = try? JSONDecoder().decode([String: String].self, from: Data(count.details.utf8))
            tallies[[details?["factor"] ?? "any", String(count.kind.dropFirst(5))], default: 0] += count.count
        }
        return tallies.map { ConsoleOverview.Tally(subject: $0.key[0], outcome: $0.key[1], count: $0.value) }
            .sorted { ($0.subject, $0.outcome) < ($1.subject, $1.outcome) }
    }
}

extension CallState.Phase {
    /// The step in a word, for the console.
    fileprivate var word: String {
        switch self {
        case .menu: "menu"
        case .languages: "languages"
        case .departments: "departments"
        case .code(let factor, _, _): "code by \(factor.kind.rawValue)"
        case .push: "waiting for a push"
        case .pushFailed(let failure): "push \(failure.rawValue)"
        case .account: "account"
        case .agent: "agent"
        case .trouble: "trouble"
        case .ended: "ended"
        }
    }
}
