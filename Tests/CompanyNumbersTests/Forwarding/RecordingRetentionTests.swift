import Clocks
import Foundation
import Logging
import PhoneNumbers
import Synchronization
import Testing

@testable import CompanyNumbers

@Suite struct `Recordings whose links have run out` {
    private let recording = "RE" + String(repeating: "a", count: 32)
    private let clock = HandDate()

    private func retention(
        _ store: any RecordingDeletions, _ remover: FakeRemover, _ journal: FakeJournal = FakeJournal(),
        logger: Logger = quiet
    ) -> RecordingRetention {
        let timing = Timing(
            now: { .now }, date: { clock.now }, random: { 0 }, sleep: { _ in throw CancellationError() })
        return RecordingRetention(store: store, remover: remover, journal: journal, timing: timing, logger: logger)
    }

    private func move(to seconds: Double) { clock.set(noon + seconds) }

    @Test(arguments: RecordingDeletionsContract.all)
    func `The memory of what is to be deleted keeps to the contract`(
        _ contract: RecordingDeletionsContract
    ) async throws {
        try await contract.run(MemoryRecordingDeletions())
    }

    @Test func `A recording is deleted once its link has run out, and not before`() async {
        let (remover, journal) = (FakeRemover(), FakeJournal())
        let retention = retention(MemoryRecordingDeletions(), remover, journal)
        await retention.expect(recording, ownerID: "00u1", now: noon)
        move(to: VoicemailLink.lifetime)
        #expect(await retention.work() == 0)
        #expect(remover.asked.isEmpty)
        move(to: RecordingRetention.lifetime)
        #expect(await retention.work() == 1)
        #expect(remover.asked == [recording])
        #expect(
            journal.events == [ForwardingEvent(.deleted, outcome: "deleted", ownerID: "00u1", reference: recording)])
        move(to: 365 * 86_400)
        #expect(await retention.work() == 0)
    }

    @Test func `What is not there any more counts as deleted`() async {
        let (remover, journal) = (FakeRemover([.missing]), FakeJournal())
        let retention = retention(MemoryRecordingDeletions(), remover, journal)
        await retention.expect(recording, ownerID: nil, now: noon)
        move(to: RecordingRetention.lifetime)
        #expect(await retention.work() == 1)
        #expect(journal.events.map(\.outcome) == ["missing"])
        move(to: 365 * 86_400)
        #expect(await retention.work() == 0)
    }

    @Test func `What could not be deleted is tried again, later from time to time`() async {
        let (remover, journal) = (FakeRemover([.failed, .failed, .failed]), FakeJournal())
        let retention = retention(MemoryRecordingDeletions(), remover, journal)
        await retention.expect(recording, ownerID: nil, now: noon)
        var at = RecordingRetention.lifetime
        for pause in [60.0, 120, 240] {
            move(to: at)
            #expect(await retention.work() == 0)
            at += pause
            move(to: at - 1)
            #expect(await retention.work() == 0)
        }
        #expect(remover.asked.count == 3 && journal.events.isEmpty)
        move(to: at)
        #expect(await retention.work() == 1)
        #expect(RecordingRetention.pause(afterTries: 30) == 6 * 3600)
    }

    @Test func `While the store does not answer, the process keeps what is to be deleted`() async {
        let (remover, store) = (FakeRemover(), FlakyDeletions())
        let retention = retention(store, remover)
        store.isDown.withLock { $0 = true }
        await retention.expect(recording, ownerID: nil, now: noon)
        #expect(await retention.work() == 0)
        store.isDown.withLock { $0 = false }
        move(to: RecordingRetention.lifetime)
        #expect(await retention.work() == 1)
        #expect(remover.asked == [recording])
    }

    @Test func `What not even the process has room for is said, with the recording's name`() async {
        let (store, lines) = (FlakyDeletions(), KeptLines())
        store.isDown.withLock { $0 = true }
        let retention = retention(store, FakeRemover(), logger: lines.logger)
        for id in 0...10_000 { await retention.expect("RE\(id)", ownerID: nil, now: noon) }
        let kept = lines.all
        #expect(kept.count == 10_001 && kept.allSatisfy { $0.level == .error })
        #expect(kept.prefix(10_000).allSatisfy { $0.message.hasSuffix("it is tried again") })
        #expect(kept.last?.message.contains("this recording is not deleted") == true)
        #expect(kept.last?.recording == "RE10000")
    }

    /// A desk whose first texts come to what is said, and what its retention does at a time.
    private func telling(
        _ outcomes: [TextSendOutcome], _ remover: FakeRemover = FakeRemover(),
        notes: any ForwardingStore = InMemoryForwardingStore(), reportedCall: String = "CA1"
    ) async throws -> (sender: FakeSender, report: () async -> Void, work: (Double) async -> Int) {
        let (exchange, sender) = (Exchange(store: notes), FakeSender(outcomes))
        let retention = retention(MemoryRecordingDeletions(), remover, exchange.journal)
        let desk = VoicemailDesk(
            notebook: exchange.notebook, sender: sender, source: FakeRecordings(outcome: .missing),
            retention: retention,
            journal: exchange.journal, publicURL: "https://ivr.example.com"
        ) { _, _, link in link }
        _ = await exchange.call("CA1")
        let finished = try #require(FinishedRecording(callID: reportedCall, id: recording, seconds: 7))
        return (
            sender, { _ = await desk.receive(finished, deadline: soon, now: clock.now, logger: quiet) },
            { seconds in
                move(to: seconds)
                return await retention.work { recording in
                    await desk.makeUp(for: recording, deadline: soon, now: clock.now, logger: quiet)
                }
            }
        )
    }

    @Test func `What no second report follows is told a minute later, and the recording stays as long as its link`()
        async throws
    {
        let remover = FakeRemover()
        let house = try await telling([.unknown], remover)
        await house.report()
        #expect(await house.work(59) == 0)
        #expect(house.sender.sent.count == 1)
        for seconds in [60.0, 120, 3600, 86_400, RecordingRetention.lifetime - 1] {
            #expect(await house.work(seconds) == 0)
        }
        #expect(house.sender.sent.count == 2 && remover.asked.isEmpty)
        #expect(await house.work(RecordingRetention.lifetime) == 1)
    }

    @Test func `What was told is not told again, and what cannot be told is given up`() async throws {
        let told = try await telling([])
        await told.report()
        for seconds in [60.0, 120, 3600] { #expect(await told.work(seconds) == 0) }
        #expect(told.sender.sent.count == 1)
        move(to: 0)
        let broken = try await telling(Array(repeating: .unsent, count: 99))
        await broken.report()
        for minute in 1...600 { #expect(await broken.work(Double(minute) * 60) == 0) }
        #expect(broken.sender.sent.count == 6)
        #expect(await broken.work(RecordingRetention.lifetime) == 1)
    }

    @Test func `What is reported while the store does not answer is told of when it does`() async throws {
        let (notes, remover) = (FlakyNotes(), FakeRemover())
        let house = try await telling([], remover, notes: notes)
        notes.isDown.withLock { $0 = true }
        await house.report()
        #expect(await house.work(60) == 0)
        #expect(house.sender.sent.isEmpty)
        notes.isDown.withLock { $0 = false }
        for seconds in [120.0, 180, 3600, 86_400] { #expect(await house.work(seconds) == 0) }
        #expect(house.sender.sent.map(\.to) == [PhoneNumber.mobile.e164])
        #expect(await house.work(RecordingRetention.lifetime) == 1)
        #expect(remover.asked == [recording])
    }

    @Test func `A recording of a call that nobody knows is told to nobody, and deleted in time`() async throws {
        let remover = FakeRemover()
        let house = try await telling([], remover, reportedCall: "CA2")
        await house.report()
        for minute in 1...600 { #expect(await house.work(Double(minute) * 60) == 0) }
        #expect(await house.work(RecordingRetention.lifetime - 1) == 0)
        #expect(house.sender.sent.isEmpty && remover.asked.isEmpty)
        #expect(await house.work(RecordingRetention.lifetime) == 1)
    }

    @Test func `Every recording that is reported is deleted in the end, also one of silence or of nobody`() async throws
    {
        let (exchange, remover) = (Exchange(), FakeRemover())
        let retention = retention(MemoryRecordingDeletions(), remover, exchange.journal)
        let desk = VoicemailDesk(
            notebook: exchange.notebook, sender: FakeSender(), source: FakeRecordings(outcome: .missing),
            retention: retention,
            journal: exchange.journal, publicURL: "https://ivr.example.com"
        ) { _, _, link in link }
        _ = await exchange.call("CA1")
        for (call, mark, seconds) in [("CA1", "a", 7), ("CA1", "b", 0), ("CA2", "c", 7)] {
            let id = "RE" + String(repeating: mark, count: 32)
            let finished = try #require(FinishedRecording(callID: call, id: id, seconds: seconds))
            for _ in 0..<2 { _ = await desk.receive(finished, deadline: soon, now: noon, logger: quiet) }
        }
        move(to: RecordingRetention.lifetime)
        #expect(await retention.work() == 3)
        #expect(Set(remover.asked.map { $0.suffix(1) }) == ["a", "b", "c"])
    }
}

/// A calendar that stands still until it is told.
private final class HandDate: Sendable {
    private let date = Mutex(noon)
    var now: Date { date.withLock { $0 } }
    func set(_ now: Date) { date.withLock { $0 = now } }
}

/// A remover that keeps what it is asked and answers what it was told to.
final class FakeRemover: RecordingRemover {
    private let state: Mutex<(outcomes: [RecordingRemoval], asked: [String])>

    init(_ outcomes: [RecordingRemoval] = []) { state = Mutex((outcomes, [])) }

    var asked: [String] { state.withLock { $0.asked } }

    func delete(_ recordingID: String, deadline: ContinuousClock.Instant) async -> RecordingRemoval {
        state.withLock { state in
            state.asked.append(recordingID)
            return state.outcomes.isEmpty ? .deleted : state.outcomes.removeFirst()
        }
    }
}

/// Keeps what is logged.
private final class KeptLines: Sendable {
    struct Line: Sendable {
        let level: Logger.Level
        let message: String
        let recording: String?
    }

    private let lines = Mutex<[Line]>([])
    var all: [Line] { lines.withLock { $0 } }
    var logger: Logger { Logger(label: "test") { _ in Handler(lines: self) } }

    private struct Handler: LogHandler {
        let lines: KeptLines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        init(lines: KeptLines) { self.lines = lines }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let recording = event.metadata?["recording_sid"].map { "\($0)" }
            lines.lines.withLock {
                $0.append(Line(level: event.level, message: "\(event.message)", recording: recording))
            }
        }
    }
}

/// A store of forwarding whose notes cannot be read at times.
private final class FlakyNotes: ForwardingStore {
    struct Down: Error {}

    let isDown = Mutex(false)
    private let inner = InMemoryForwardingStore()

    func admit(_ arrival: Arrival, within limits: ArrivalLimits, now: Date) async throws -> Admission {
        await inner.admit(arrival, within: limits, now: now)
    }

    func stopRinging(_ id: String) async throws { await inner.stopRinging(id) }

    func note(_ key: NoteKey, now: Date) async throws -> Data? {
        if isDown.withLock({ $0 }) { throw Down() }
        return await inner.note(key, now: now)
    }

    func write(_ content: Data, to key: NoteKey, expiresAt: Date) async throws {
        await inner.write(content, to: key, expiresAt: expiresAt)
    }

    func writeFirst(_ content: Data, to key: NoteKey, now: Date, expiresAt: Date) async throws -> Data {
        await inner.writeFirst(content, to: key, now: now, expiresAt: expiresAt)
    }

    func remove(_ key: NoteKey) async throws { await inner.remove(key) }
}

/// A keeper that does not answer at times.
private final class FlakyDeletions: RecordingDeletions {
    struct Down: Error {}

    let isDown = Mutex(false)
    private let inner = MemoryRecordingDeletions()

    private func check() throws { if isDown.withLock({ $0 }) { throw Down() } }

    func schedule(_ deletion: RecordingDeletion) async throws {
        try check()
        await inner.schedule(deletion)
    }

    func claimDue(now: Date, until: Date, limit: Int) async throws -> [RecordingDeletion] {
        try check()
        return await inner.claimDue(now: now, until: until, limit: limit)
    }

    func putOff(_ recordingID: String, until: Date) async throws {
        try check()
        await inner.putOff(recordingID, until: until)
    }

    func forget(_ recordingID: String) async throws {
        try check()
        await inner.forget(recordingID)
    }
}
