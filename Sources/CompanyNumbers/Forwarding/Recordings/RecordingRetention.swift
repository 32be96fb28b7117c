public import Clocks
import Foundation
public import Logging
import Synchronization

/// Deletes recordings at Twilio once their links have run out, and sees to it before that somebody was told of them.
///
/// What is to be deleted is kept in the store from the moment that Twilio reports it; while the store does not answer,
/// this process keeps it and hands it in later.
public final class RecordingRetention: Sendable {
    private let store: any RecordingDeletions
    private let remover: any RecordingRemover
    private let journal: any ForwardingJournal
    private let timing: Timing
    private let logger: Logger
    /// What the store has not taken yet.
    private let waiting = Mutex<[RecordingDeletion]>([])

    /// How long a recording is kept, in seconds: an hour longer than a link works, since the link may have been made by
    /// a later report.
    public static let lifetime = VoicemailLink.lifetime + 3600
    private static let batch = 20
    /// How long one process has for a batch, in seconds.
    private static let lease = 600.0
    private static let patience = Duration.seconds(10)
    private static let interval = Duration.seconds(60)
    private static let mostWaiting = 10_000
    /// Seconds after a report in which whoever got it tells the employee; then it is made up.
    static let grace = 60.0
    /// How often it is tried to tell somebody.
    private static let mostTellings = 5

    /// Tells an employee of a recording, unless that is done; false when it is to be tried again.
    public typealias Telling = @Sendable (FinishedRecording) async -> Bool

    /// Puts it together.
    ///
    /// - Parameters:
    ///   - store: Keeps what is to be deleted.
    ///   - remover: Deletes.
    ///   - journal: What an auditor reads.
    ///   - timing: The clocks to go by.
    ///   - logger: Is told of what goes wrong.
    public init(
        store: any RecordingDeletions, remover: any RecordingRemover, journal: any ForwardingJournal,
        timing: Timing = .real, logger: Logger
    ) {
        self.store = store
        self.remover = remover
        self.journal = journal
        self.timing = timing
        self.logger = logger
    }

    /// Sees to it that a recording is deleted when its link has run out.
    ///
    /// - Parameters:
    ///   - recordingID: `RE…`.
    ///   - ownerID: Okta's id of the employee; nil when nobody is known.
    ///   - report: What Twilio reported, where the employee is to be told of it.
    ///   - now: The time.
    func expect(_ recordingID: String, ownerID: String?, report: FinishedRecording? = nil, now: Date) async {
        let end = now.addingTimeInterval(Self.lifetime)
        await keep(
            RecordingDeletion(
                recordingID: recordingID, ownerID: ownerID,
                dueAt: report == nil ? end : now.addingTimeInterval(Self.grace), deleteAt: end, report: report))
    }

    private func keep(_ deletion: RecordingDeletion) async {
        do {
            try await store.schedule(deletion)
        } catch {
            let isKept = waiting.withLock { waiting in
                guard waiting.count < Self.mostWaiting else { return false }
                waiting.append(deletion)
                return true
            }
            let metadata: Logger.Metadata = [
                "recording_sid": "\(deletion.recordingID)", "error": "\(error)",
            ]
            if isKept {
                logger.error(
                    "the deletion of a recording could not be written down; it is tried again", metadata: metadata)
            } else {
                logger.error(
                    "too many deletions wait for the store; this recording is not deleted: do so at Twilio",
                    metadata: metadata)
            }
        }
    }

    /// Deletes what is due, minute after minute, until its task is cancelled.
    ///
    /// - Parameter telling: Tells employees of what nobody has told them of.
    public func run(telling: Telling) async {
        while !Task.isCancelled {
            await work(telling: telling)
            do {
                try await timing.pause(Self.interval)
            } catch {
                return
            }
        }
    }

    /// Deletes what is due now.
    ///
    /// - Parameter telling: Tells employees of what nobody has told them of.
    /// - Returns: How many are gone.
    @discardableResult
    public func work(telling: Telling = { _ in true }) async -> Int {
        let late = waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        for deletion in late { await keep(deletion) }
        var gone = 0
        while !Task.isCancelled {
            let due: [RecordingDeletion]
            let now = timing.date()
            do {
                due = try await store.claimDue(
                    now: now, until: now.addingTimeInterval(Self.lease), limit: Self.batch)
            } catch {
                logger.warning("what recordings are to be deleted cannot be read", metadata: ["error": "\(error)"])
                return gone
            }
            if due.isEmpty { return gone }
            for deletion in due where !Task.isCancelled {
                if deletion.deleteAt > now {
                    await tell(of: deletion, telling)
                } else if await delete(deletion) {
                    gone += 1
                }
            }
        }
        return gone
    }

    private func tell(of deletion: RecordingDeletion, _ telling: Telling) async {
        var isDone = true
        if let report = deletion.report, deletion.tries <= Self.mostTellings { isDone = await telling(report) }
        let next = timing.date().addingTimeInterval(Self.pause(afterTries: deletion.tries))
        do {
            try await store.putOff(
                deletion.recordingID, until: isDone ? deletion.deleteAt : min(next, deletion.deleteAt))
        } catch {
            logger.warning(
                "when a recording is to be deleted could not be written down; it is looked at again",
                metadata: ["recording_sid": "\(deletion.recordingID)", "error": "\(error)"])
        }
    }

    private func delete(_ deletion: RecordingDeletion) async -> Bool {
        let outcome = await remover.delete(deletion.recordingID, deadline: timing.now() + Self.patience)
        ForwardingMeter.deletion(outcome)
        let now = timing.date()
        do {
            guard outcome != .failed else {
                let next = now.addingTimeInterval(Self.pause(afterTries: deletion.tries))
                try await store.putOff(deletion.recordingID, until: next)
                return false
            }
            // Before it is forgotten: an entry too many is better than a deletion that nobody can find.
            await journal.note(
                ForwardingEvent(
                    .deleted, outcome: outcome.rawValue, ownerID: deletion.ownerID, reference: deletion.recordingID),
                at: now)
            try await store.forget(deletion.recordingID)
        } catch {
            logger.warning(
                "what became of a deletion could not be written down; it is tried again",
                metadata: ["recording_sid": "\(deletion.recordingID)", "error": "\(error)"])
        }
        return outcome != .failed
    }

    /// The pause after a try: a minute, then twice as long each time, six hours at most.
    ///
    /// - Parameter tries: How many were made, from 1.
    /// - Returns: Seconds.
    static func pause(afterTries tries: Int) -> Double {
        min(6 * 3600, 60 * Double(1 << min(max(tries, 1) - 1, 12)))
    }
}
