import Audit
import CompanyNumbers
import Foundation
import JSON
import Logging
import Store
import Synchronization
import Testing

@testable import App

@Suite("What is noted in the audit trail")
struct AuditTrailTests {
    private static let now = Date(timeIntervalSince1970: 1_780_000_000)

    /// A store that is full.
    private struct FullStore: AuditStore {
        struct Full: Error {}

        func append(_ entry: AuditEntry) async throws -> AuditRecord { throw Full() }
        func records(after sequence: Int, limit: Int) async throws -> [AuditRecord] { [] }
    }

    /// Keeps what is logged.
    private struct Lines: LogHandler {
        final class Book: Sendable {
            let lines = Mutex<[Logger.Metadata]>([])
        }

        let book: Book
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) { book.lines.withLock { $0.append(event.metadata ?? [:]) } }
    }

    @Test func `Whatever others may have put into it is JSON`() async throws {
        let store = MemoryStore()
        let journal = StoreForwardingJournal(trail: AuditTrail(store: store, logger: Logger(label: "test")))
        let outcome = "30003\",\"x\":\"\n\\"
        await journal.note(
            ForwardingEvent(.undelivered, outcome: outcome, ownerID: nil, reference: "SM1"), at: Self.now)
        let entry = try #require(await store.records(after: 0, limit: 10).first?.entry)
        #expect(entry.kind == "forward.undelivered" && entry.reference == "SM1" && entry.time == Self.now)
        let details = try JSONDecoder().decode([String: String].self, from: Data(entry.details.utf8))
        #expect(details == ["outcome": outcome])
    }

    @Test func `Its particulars are in the order of their names`() async throws {
        let store = MemoryStore()
        let trail = AuditTrail(store: store, logger: Logger(label: "test"))
        await trail.note(
            "call.verified", subject: "00u1", reference: ("call_sid", "CA1"),
            details: ["factor": "push", "attestation": "A"], at: Self.now)
        let entry = try #require(await store.records(after: 0, limit: 10).first?.entry)
        #expect(entry.details == #"{"attestation":"A","factor":"push"}"#)
    }

    @Test func `What cannot be written is logged under the call it is about`() async {
        let book = Lines.Book()
        let trail = AuditTrail(store: FullStore(), logger: Logger(label: "test") { _ in Lines(book: book) })
        await trail.note(
            "call.verified", subject: "00u1", reference: ("call_sid", "CA1"), details: [:], at: Self.now)
        let lines = book.lines.withLock { $0 }
        #expect(lines.count == 1)
        #expect(lines.first?["event"] == "call.verified" && lines.first?["call_sid"] == "CA1")
        #expect(lines.first?["error"] != nil)
    }
}
