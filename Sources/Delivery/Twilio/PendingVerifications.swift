import Clocks
import Foundation
import PhoneNumbers
import Synchronization

/// Remembers which numbers have a verification under way.
///
/// Twilio keeps one code for a number while a verification is pending, and does not say what a second one with another
/// code does: the first one is therefore cancelled, but only where there is one, since that takes a request.
final class PendingVerifications: Sendable {
    private struct Pending {
        let sid: String
        let code: OneTimeCode
        let until: Date
    }

    /// How long Twilio keeps a verification, in seconds.
    private static let life = 600.0
    /// How often those that are over are dropped, in seconds: their codes need not stay in memory.
    private static let tidying = 60.0
    /// The store of all instances is asked, but not waited for long.
    private static let patience = Duration.milliseconds(100)

    private let history: any SendHistory
    private let timing: Timing
    private let known = Mutex<[PhoneNumber: Pending]>([:])
    private let tidiedAt = Mutex(Date.distantPast)

    /// How many are remembered, over or not.
    var count: Int { known.withLock { $0.count } }

    init(history: any SendHistory, timing: Timing) {
        self.history = history
        self.timing = timing
    }

    /// The verification that stands in a message's way: its id, or nil.
    func inTheWay(of message: CodeMessage, as provider: ProviderID) async -> String? {
        let now = timing.date()
        if let pending = known.withLock({ $0[message.destination] }), now < pending.until {
            return pending.code == message.code ? nil : pending.sid
        }
        let (history, number, since) = (history, message.destination, now.addingTimeInterval(-Self.life))
        let send = await withDeadline(timing.now() + Self.patience, timing) {
            try? await history.openSend(by: provider, to: number, since: since)
        }
        return (send ?? nil)?.reference
    }

    /// Notes a verification that was begun.
    func began(_ sid: String, for message: CodeMessage) {
        let now = timing.date()
        let isTime = tidiedAt.withLock { tidiedAt in
            guard now.timeIntervalSince(tidiedAt) >= Self.tidying else { return false }
            tidiedAt = now
            return true
        }
        known.withLock { known in
            if isTime { known = known.filter { now < $0.value.until } }
            known[message.destination] = Pending(
                sid: sid, code: message.code, until: now.addingTimeInterval(Self.life))
        }
    }

    /// Notes that a verification has ended.
    func ended(_ key: String) {
        known.withLock { known in
            known = known.filter { $0.value.sid != key && $0.key.e164 != key }
        }
    }
}
