import Foundation
import Testing

@testable import Observability

@Suite("The audit trail")
struct AuditChainTests {
    /// Three records, as they are stored.
    private let trail: [AuditRecord] = {
        let entries = [
            AuditEntry(
                time: Date(timeIntervalSince1970: 1_778_236_800.123), kind: "callerVerified", actor: "a1b2",
                reference: "CA1", details: ["factor": "sms", "zürich": "é", "Z": ""]),
            AuditEntry(
                time: Date(timeIntervalSince1970: 1_778_236_801), kind: "transferred", actor: nil, reference: nil),
            AuditEntry(
                time: Date(timeIntervalSince1970: 1_778_236_802), kind: "balanceRead", actor: "", reference: "CA1"),
        ]
        return entries.reduce(into: []) { trail, entry in
            trail.append(AuditChain.next(after: trail.last?.link, entry))
        }
    }()

    @Test("is whole as it was made, and says where it ends")
    func isWhole() {
        #expect(AuditChain.verify(trail) == .whole(records: 3, end: trail[2].link))
        #expect(trail.map(\.sequence) == [1, 2, 3])
        #expect(trail[0].previousHash == .none)
        #expect(AuditChain.verify([]) == .whole(records: 0, end: nil))
    }

    @Test("has the hashes that its description gives")
    func hasKnownHashes() {
        // Computed by another program from the description of the encoding.
        #expect(trail[0].hash.hex == "e0bba2470797224162eb12fcb6b8170fbf1f41061031bc922ca850c776df3ddc")
        #expect(trail[1].hash.hex == "b3bd9556300cf1366eb28c57c18d63432568ecf9801eedc1b01b9dc650ae2967")
    }

    @Test("can be checked from the middle")
    func checksFromMiddle() {
        #expect(AuditChain.verify(trail[1...], after: trail[0].link) == .whole(records: 2, end: trail[2].link))
        #expect(AuditChain.verify(trail[1...]) == .broken(sequence: 2, .gap(expected: 1)))
    }

    @Test("shows a change of any field", arguments: Field.allCases)
    func showsChange(field: Field) {
        for index in trail.indices {
            var records = trail
            records[index] = field.changed(in: trail[index])
            #expect(records[index] != trail[index])
            #expect(AuditChain.verify(records) == .broken(sequence: records[index].sequence, .altered))
        }
    }

    @Test("shows a record that was made anew, by the next one")
    func showsReplacement() {
        var records = trail
        let forged = AuditEntry(time: trail[0].entry.time, kind: "codeWrong", actor: "a1b2", reference: "CA1")
        records[0] = AuditChain.next(after: nil, forged)
        #expect(AuditChain.verify(records) == .broken(sequence: 2, .wrongLink))
    }

    @Test("shows a removal, a repetition and another order")
    func showsOrder() {
        #expect(AuditChain.verify([trail[0], trail[2]]) == .broken(sequence: 3, .gap(expected: 2)))
        #expect(AuditChain.verify([trail[1], trail[2]]) == .broken(sequence: 2, .gap(expected: 1)))
        #expect(AuditChain.verify([trail[0], trail[0], trail[1]]) == .broken(sequence: 1, .gap(expected: 2)))
        #expect(AuditChain.verify([trail[0], trail[2], trail[1]]) == .broken(sequence: 3, .gap(expected: 2)))
    }

    @Test("that lost its last records has another end than was noted")
    func showsCut() {
        let verdict = AuditChain.verify(trail.dropLast())
        #expect(verdict == .whole(records: 2, end: trail[1].link))
        #expect(verdict != AuditChain.verify(trail))
    }

    @Test("keeps the first break as its verdict")
    func keepsVerdict() {
        var verifier = AuditVerifier()
        let answers = [0, 2, 1].map { verifier.check(trail[$0]) }
        #expect(answers == [true, false, false])
        #expect(verifier.verdict == .broken(sequence: 3, .gap(expected: 2)))
        #expect("\(verifier.verdict)" == "broken at record 3: record 2 was to come here")
    }

    @Test("gives no two entries one hash, however their fields are cut")
    func encodesWithoutAmbiguity() {
        func hash(_ kind: String, _ actor: String?, _ reference: String?, _ details: [String: String]) -> AuditHash {
            let entry = AuditEntry(
                milliseconds: 1, kind: kind, actor: actor, reference: reference, details: details)
            return AuditChain.next(after: nil, entry).hash
        }
        let hashes: Set<AuditHash> = [
            hash("ab", "c", nil, [:]), hash("a", "bc", nil, [:]), hash("ab", nil, "c", [:]), hash("ab", "c", "", [:]),
            hash("ab", "", nil, [:]), hash("ab", nil, nil, [:]), hash("ab", nil, nil, ["c": ""]),
            hash("ab", nil, nil, ["": "c"]), hash("ab", nil, nil, ["c": "d", "e": "f"]),
            hash("ab", nil, nil, ["c": "de", "": "f"]), hash("é", nil, nil, [:]), hash("e\u{301}", nil, nil, [:]),
        ]
        #expect(hashes.count == 12)
    }

    @Test("keeps milliseconds, so that a stored record hashes the same")
    func keepsMilliseconds() {
        let entry = AuditEntry(
            time: Date(timeIntervalSince1970: 1_778_236_800.1239), kind: "k", actor: nil, reference: nil)
        #expect(entry.milliseconds == 1_778_236_800_124)
        #expect(AuditEntry(time: entry.time, kind: "k", actor: nil, reference: nil) == entry)
        let never = AuditEntry(
            time: Date(timeIntervalSince1970: .infinity), kind: "k", actor: nil, reference: nil)
        #expect(never.milliseconds == 0)
    }

    @Test(
        "reads only hashes",
        arguments: ["", "00", String(repeating: "g", count: 64), String(repeating: "A", count: 64), "é"])
    func refusesHash(text: String) {
        #expect(AuditHash(hex: text) == nil)
        #expect(AuditHash(hex: trail[0].hash.hex) == trail[0].hash)
    }
}

/// A field of a record that somebody might change.
enum Field: String, CaseIterable, Sendable {
    case sequence, time, kind, actor, missingActor, reference, detailValue, detailName, newDetail, previousHash, hash

    func changed(in record: AuditRecord) -> AuditRecord {
        let entry = record.entry
        var (sequence, time, kind, actor) = (record.sequence, entry.milliseconds, entry.kind, entry.actor)
        var (reference, details) = (entry.reference, entry.details)
        var (previous, hash) = (record.previousHash, record.hash)
        let other = AuditHash(bytes: Array(repeating: 1, count: 32))
        switch self {
        case .sequence: sequence += 1
        case .time: time += 1
        case .kind: kind += "x"
        case .actor: actor = "x"
        case .missingActor: actor = actor == nil ? "" : nil
        case .reference: reference = "CA2"
        case .detailValue: details["factor"] = "push"
        case .detailName: (details["factors"], details["factor"]) = (details["factor"] ?? "", nil)
        case .newDetail: details["x"] = ""
        case .previousHash: previous = other
        case .hash: hash = other
        }
        return AuditRecord(
            sequence: sequence,
            entry: AuditEntry(
                milliseconds: time, kind: kind, actor: actor, reference: reference, details: details),
            previousHash: previous, hash: hash)
    }
}
