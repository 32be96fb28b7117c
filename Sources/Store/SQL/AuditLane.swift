import Audit
import Synchronization

/// Appends to the audit trail, one transaction at a time, with all the records that came meanwhile.
///
/// Every record hangs on the one before it, so appends of one instance would only stand in each other's way: each would
/// hold a connection while it waits for another one's commit, or be undone by it.
final class AuditLane: Sendable {
    private let database: any SQLDatabase
    private let state = Mutex(State())

    private struct State {
        var waiting: [Request] = []
        var isRunning = false
    }

    private struct Request: Sendable {
        let entry: AuditEntry
        let reply: @Sendable (Result<AuditRecord, StoreError>) -> Void
    }

    /// How many records one transaction appends at most: it must end in time.
    private static let batch = 100

    init(_ database: any SQLDatabase) {
        self.database = database
    }

    func append(_ entry: AuditEntry) async throws(StoreError) -> AuditRecord {
        let result: Result<AuditRecord, StoreError> = await withCheckedContinuation { continuation in
            let request = Request(entry: entry) { continuation.resume(returning: $0) }
            let starts = state.withLock { state in
                state.waiting.append(request)
                defer { state.isRunning = true }
                return !state.isRunning
            }
            // A task of its own: the one that asks may be cancelled, and others wait for the same.
            if starts { Task.detached { await self.run() } }
        }
        return try result.get()
    }

    private func run() async {
        while let requests = next() {
            do throws(StoreError) {
                let records = try await write(requests)
                for (request, record) in zip(requests, records) { request.reply(.success(record)) }
            } catch {
                for request in requests { request.reply(.failure(error)) }
            }
        }
    }

    private func next() -> [Request]? {
        state.withLock { state in
            let requests = Array(state.waiting.prefix(Self.batch))
            state.waiting.removeFirst(requests.count)
            state.isRunning = !requests.isEmpty
            return requests.isEmpty ? nil : requests
        }
    }

    private func write(_ requests: [Request]) async throws(StoreError) -> [AuditRecord] {
        try await database.transaction { transaction throws(StoreError) in
            var end: AuditLink?
            if let last = try transaction.read(Statements.lastAudit, []).first {
                end = AuditLink(sequence: try last.number(0), hash: try last.text(1))
            }
            var records: [AuditRecord] = []
            for request in requests {
                let record = AuditRecord(request.entry, after: end)
                _ = try transaction.write(Statements.insertAudit, Self.values(record))
                records.append(record)
                end = record.link
            }
            return records
        }
    }

    private static func values(_ record: AuditRecord) -> [SQLValue] {
        let entry = record.entry
        return [
            .number(record.sequence), .time(entry.time), .text(entry.kind), .optional(entry.subject),
            .optional(entry.reference), .text(entry.details), .text(record.previousHash), .text(record.hash),
        ]
    }
}
