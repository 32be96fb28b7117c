import Foundation
import Testing

@testable import Audit

@Suite("The audit trail")
struct AuditTrailTests {
    /// Three records, as they are stored.
    private let trail: [AuditRecord] = {
        let entries = [
            AuditEntry(
                time: Date(timeIntervalSince1970: 1_778_236_800.123), kind: "call.verified", subject: "00u1",
                reference: "CA1", details: #"{"attestation":"A","factor":"push","ñ":"€"}"#),
            AuditEntry(
                time: Date(timeIntervalSince1970: 1_778_236_801), kind: "operator.unlocked", subject: "00u1"),
            AuditEntry(time: Date(timeIntervalSince1970: 1_778_236_802), kind: "call.transferred", reference: ""),
        ]
        return entries.reduce(into: []) { trail, entry in
            trail.append(AuditRecord(entry, after: trail.last?.link))
        }
    }()

    private func verify(_ records: some Sequence<AuditRecord>) -> AuditVerdict {
        var verifier = AuditVerifier()
        for record in records where !verifier.check(record) { break }
        return verifier.verdict
    }

    @Test("is whole as it was made, and says where it ends")
    func isWhole() {
        #expect(verify(trail) == .whole(records: 3, end: trail[2].link))
        #expect(trail.map(\.sequence) == [1, 2, 3])
        #expect(trail[0].previousHash.isEmpty)
        #expect(verify([]) == .whole(records: 0, end: nil))
    }

    /// Databases are full of these: whoever changes them makes every trail there is look forged.
    @Test("has the hashes that its description gives")
    func hasKnownHashes() {
        // Computed by another program from the description of the encoding.
        let hashes = [
            "81729524fc886d726e446ce06a6518ceee5c4d0ad24ec1fb5845c3b471284be4",
            "6788fa1df0de5a7a5ef00bbeda0d8289f5d963c0e572cb06df656d1570ffdffc",
            "13e1263f8d4e4c692297b1ea3d44d3a0250d6bdd38e8c9671a0348abb95a3c45",
        ]
        #expect(trail.map(\.hash) == hashes)
        #expect(trail.map(\.previousHash) == ["", hashes[0], hashes[1]])
    }

    @Test("shows a change of any field", arguments: Field.allCases)
    func showsChange(field: Field) {
        for index in trail.indices {
            var records = trail
            records[index] = field.changed(in: trail[index])
            #expect(records[index] != trail[index])
            #expect(verify(records) == .broken(sequence: records[index].sequence, .altered))
        }
    }

    @Test("shows a record that was made anew, by the next one")
    func showsReplacement() {
        var records = trail
        let forged = AuditEntry(time: trail[0].entry.time, kind: "call.codeWrong", subject: "00u1", reference: "CA1")
        records[0] = AuditRecord(forged, after: nil)
        #expect(verify(records) == .broken(sequence: 2, .wrongLink))
    }

    @Test("shows a removal, a repetition and another order")
    func showsOrder() {
        #expect(verify([trail[0], trail[2]]) == .broken(sequence: 3, .gap(expected: 2)))
        #expect(verify([trail[1], trail[2]]) == .broken(sequence: 2, .gap(expected: 1)))
        #expect(verify([trail[0], trail[0], trail[1]]) == .broken(sequence: 1, .gap(expected: 2)))
        #expect(verify([trail[0], trail[2], trail[1]]) == .broken(sequence: 3, .gap(expected: 2)))
    }

    @Test("that lost its last records has another end than was noted")
    func showsCut() {
        let verdict = verify(trail.dropLast())
        #expect(verdict == .whole(records: 2, end: trail[1].link))
        #expect(verdict != verify(trail))
    }

    @Test("keeps the first break as its verdict")
    func keepsVerdict() {
        var verifier = AuditVerifier()
        let answers = [0, 2, 1].map { verifier.check(trail[$0]) }
        #expect(answers == [true, false, false])
        #expect(verifier.verdict == .broken(sequence: 3, .gap(expected: 2)))
        #expect("\(AuditFault.gap(expected: 2))" == "record 2 was to come here")
    }

    @Test("gives no two entries one hash, however their fields are cut")
    func encodesWithoutAmbiguity() {
        func hash(_ kind: String, _ subject: String?, _ reference: String?, _ details: String = "{}") -> String {
            let entry = AuditEntry(
                time: Date(timeIntervalSince1970: 1), kind: kind, subject: subject, reference: reference,
                details: details)
            return AuditRecord(entry, after: nil).hash
        }
        let hashes: Set<String> = [
            hash("ab", "c", nil), hash("a", "bc", nil), hash("ab", nil, "c"), hash("ab", "c", ""), hash("ab", "", nil),
            hash("ab", nil, nil), hash("ab", nil, nil, ""), hash("ab", nil, nil, "{ }"), hash("ab{}", nil, nil, ""),
            hash("é", nil, nil), hash("e\u{301}", nil, nil),
        ]
        #expect(hashes.count == 11)
    }

    @Test("keeps milliseconds, so that a stored record hashes the same")
    func keepsMilliseconds() {
        let entry = AuditEntry(time: Date(timeIntervalSince1970: 1_778_236_800.1239), kind: "k")
        #expect(entry.milliseconds == 1_778_236_800_124)
        #expect(AuditEntry(time: entry.time, kind: "k") == entry)
        #expect(AuditEntry(time: Date(timeIntervalSince1970: .infinity), kind: "k").milliseconds == 0)
    }

    @Test("is noted by its end, which is read again")
    func notes() {
        let link = trail[2].link
        #expect("\(link)" == "3:\(trail[2].hash)")
        #expect(AuditLink("\(link)") == link)
        #expect(AuditLink("3:\(link.hash.uppercased())") == link)
    }

    @Test(
        "is noted by a number and a hash, and nothing else",
        arguments: [
            "", "5", "x:y", "5:abc", "0:\(String(repeating: "a", count: 64))", "5:\(String(repeating: "g", count: 64))",
            "5:\(String(repeating: "é", count: 32))", "5:\(String(repeating: "a", count: 64)):",
        ])
    func refusesLink(text: String) {
        #expect(AuditLink(text) == nil)
    }
}

/// A field of a record that somebody might change.
enum Field: String, CaseIterable, Sendable {
    case sequence, time, kind, subject, missingSubject, reference, details, previousHash, hash, noHash

    func changed(in record: AuditRecord) -> AuditRecord {
        let entry = record.entry
        var (sequence, time, kind, subject) = (record.sequence, entry.time, entry.kind, entry.subject)
        var (reference, details) = (entry.reference, entry.details)
        var (previous, hash) = (record.previousHash, record.hash)
        switch self {
        case .sequence: sequence += 1
        case .time: time += 0.001
        case .kind: kind += "x"
        case .subject: subject = "x"
        case .missingSubject: subject = subject == nil ? "" : nil
        case .reference: reference = "CA2"
        case .details: details += " "
        case .previousHash: previous = String(repeating: "1", count: 64)
        case .hash: hash = String(repeating: "1", count: 64)
        case .noHash: hash = "none"
        }
        return AuditRecord(
            sequence: sequence,
            entry: AuditEntry(time: time, kind: kind, subject: subject, reference: reference, details: details),
            previousHash: previous, hash: hash)
    }
}
