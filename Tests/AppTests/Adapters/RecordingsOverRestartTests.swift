import Clocks
import Foundation
import HTTPTransport
import Logging
import Store
import Synchronization
import Testing
import TwilioAPI

@testable import App
@testable import CompanyNumbers

private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
private let noon = Date(timeIntervalSince1970: 1_772_452_800)

@Suite struct `Recordings at Twilio` {
    private let recording = "RE" + String(repeating: "a", count: 32)
    private let path = NSTemporaryDirectory() + "/recordings-\(UUID().uuidString).db"

    private func retention(_ store: SQLStore, _ transport: ScriptedTransport, at date: Date) -> RecordingRetention {
        let timing = Timing(now: { .now }, date: { date }, random: { 0 }, sleep: { _ in })
        let twilio = TwilioForwarding(
            twilio: TwilioClient(
                accountSID: "AC1", credentials: TwilioCredentials(sid: "AC1", secret: "s"),
                baseURL: "https://api.example", transport: transport, timing: timing),
            logger: quiet)
        return RecordingRetention(
            store: store.recordingDeletions, remover: twilio,
            journal: StoreForwardingJournal(trail: AuditTrail(store: store, logger: quiet)), timing: timing,
            logger: quiet)
    }

    private func open(_ key: DataKey) async throws -> SQLStore {
        try await SQLStore.openSQLite(at: path, key: key)
    }

    @Test func `They are deleted when their links have run out, whatever happens to the process in between`()
        async throws
    {
        defer { for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) } }
        let key = DataKey.random()
        let transport = ScriptedTransport(answers: [
            .success(.json("{}", status: 503)), .success(.json("", status: 204)),
        ])
        let first = try await open(key)
        await retention(first, transport, at: noon).expect(recording, ownerID: "00u1", now: noon)
        await first.close()
        // Another process, after the week, while Twilio does not work; and one more, a minute later.
        let due = noon + RecordingRetention.lifetime
        let second = try await open(key)
        #expect(await retention(second, transport, at: due).work() == 0)
        await second.close()
        let third = try await open(key)
        #expect(await retention(third, transport, at: due + 59).work() == 0)
        #expect(await retention(third, transport, at: due + 60).work() == 1)
        #expect(await retention(third, transport, at: due + 86_400).work() == 0)
        #expect(transport.requests.map(\.method) == ["DELETE", "DELETE"])
        #expect(
            Set(transport.requests.map(\.url))
                == ["https://api.example/2010-04-01/Accounts/AC1/Recordings/\(recording).json"])
        await third.close()
    }
}
