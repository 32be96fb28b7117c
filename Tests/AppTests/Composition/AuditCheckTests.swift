import Audit
import Foundation
import Store
import Testing

@testable import App

@Suite struct AuditCheckTests {
    /// A trail in memory, as somebody with the database's password could have changed it.
    private struct Trail: AuditStore {
        var records: [AuditRecord] = []

        init(length: Int) {
            for number in 0..<length {
                let entry = AuditEntry(
                    time: Date(timeIntervalSince1970: Double(number)), kind: "call.verified", subject: "00u1",
                    reference: "CA\(number)", details: #"{"factor":"sms"}"#)
                records.append(AuditRecord(entry, after: records.last?.link))
            }
        }

        func append(_ entry: AuditEntry) async throws -> AuditRecord { records[0] }

        func records(after sequence: Int, limit: Int) async throws -> [AuditRecord] {
            Array(records.filter { $0.sequence > sequence }.prefix(limit))
        }
    }

    private func walk(_ trail: Trail, noted: String? = nil) async throws -> AuditCheck.Finding {
        try await AuditCheck.walk(trail, noted: noted.flatMap { AuditLink($0) }) { _ in }
    }

    @Test(arguments: [0, 1, 999, 1000, 1001, 2500])
    func `A trail of any length is whole`(length: Int) async throws {
        let trail = Trail(length: length)
        let finding = try await walk(trail)
        #expect(finding.isWhole)
        #expect(finding.records == length)
        #expect(finding.lastHash == trail.records.last?.hash)
    }

    @Test func `A changed record, a removed one and one put elsewhere are found`() async throws {
        var changed = Trail(length: 5)
        let old = changed.records[2]
        changed.records[2] = AuditRecord(
            sequence: 3, entry: AuditEntry(time: old.entry.time, kind: "call.rejected", subject: "00u1"),
            previousHash: old.previousHash, hash: old.hash)
        #expect(try await walk(changed).fault == "record 3: its content does not match its hash")
        var removed = Trail(length: 5)
        removed.records.remove(at: 2)
        #expect(try await walk(removed).fault == "record 4: record 3 was to come here")
        var unhashed = Trail(length: 2)
        unhashed.records[1] = AuditRecord(
            sequence: 2, entry: unhashed.records[1].entry, previousHash: unhashed.records[0].hash, hash: "none")
        #expect(try await walk(unhashed).fault == "record 2: its content does not match its hash")
    }

    @Test func `A cut end is found by the number and hash that were noted`() async throws {
        let trail = Trail(length: 5)
        let noted = "5:\(trail.records[4].hash)"
        #expect(try await walk(trail, noted: noted).isWhole)
        var cut = trail
        cut.records.removeLast()
        #expect(try await walk(cut).isWhole)
        #expect(try await walk(cut, noted: noted).fault?.contains("cut off") == true)
    }
}
