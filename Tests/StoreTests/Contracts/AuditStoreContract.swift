import Audit
import CustomDump
import Foundation
import Testing

@testable import Store

@Suite("Every audit store")
struct AuditStoreContract {
    private let place: Place

    init() throws {
        place = try Place()
    }

    @Test("A record is read back as it was hashed", arguments: Backend.allCases)
    func roundTrip(_ backend: Backend) async throws {
        let audit = try await backend.open(place)
        let entry = AuditEntry(
            time: noon + 1 / 3, kind: "call.verified", subject: "00u1", reference: "CA1",
            details: #"{"factor":"push","ñ":"€"}"#)
        let first = try await audit.append(entry)
        let second = try await audit.append(AuditEntry(time: noon, kind: "bare"))
        #expect(first.sequence == 1)
        #expect(first.previousHash.isEmpty)
        #expect(second.previousHash == first.hash)
        let records = try await audit.records(after: 0, limit: 10)
        expectNoDifference(records, [first, second])
    }

    @Test("Records are read in pages", arguments: Backend.allCases)
    func pages(_ backend: Backend) async throws {
        let audit = try await backend.open(place)
        for index in 1...5 { _ = try await audit.append(AuditEntry(time: noon, kind: "\(index)")) }
        #expect(try await audit.records(after: 0, limit: 2).map(\.sequence) == [1, 2])
        #expect(try await audit.records(after: 2, limit: 2).map(\.sequence) == [3, 4])
        #expect(try await audit.records(after: 4, limit: 2).map(\.sequence) == [5])
        #expect(try await audit.records(after: 5, limit: 2).isEmpty)
        #expect(try await audit.records(after: 0, limit: -1).isEmpty)
    }

    @Test("Appends at once make one chain", arguments: Backend.allCases)
    func parallel(_ backend: Backend) async throws {
        let audit = try await backend.open(place)
        try await appendTwenty(to: [audit])
        try await expectChain(audit)
    }

    @Test("Appends of two instances make one chain")
    func twoInstances() async throws {
        let (one, two) = (try await place.open(), try await place.open())
        try await appendTwenty(to: [one, two])
        try await expectChain(two)
    }

    private func appendTwenty(to audits: [any AuditStore]) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<20 {
                let audit = audits[index % audits.count]
                group.addTask {
                    _ = try await audit.append(AuditEntry(time: noon, kind: "\(index)"))
                }
            }
            try await group.waitForAll()
        }
    }

    private func expectChain(_ audit: any AuditStore) async throws {
        let records = try await audit.records(after: 0, limit: 100)
        #expect(records.map(\.sequence) == Array(1...20))
        #expect(Set(records.map(\.entry.kind)).count == 20)
        var verifier = AuditVerifier()
        for record in records where !verifier.check(record) { break }
        #expect(verifier.verdict == .whole(records: 20, end: records.last?.link))
    }
}
