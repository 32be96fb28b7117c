/// Builds and checks an audit trail in which each record is bound to the one before.
///
/// A change, a removal or an insertion anywhere but at the end breaks the chain. What it cannot tell is that the last
/// records were cut off, or that all of it was made anew: for that, compare ``AuditLink`` of the end with one that was
/// noted elsewhere.
public enum AuditChain {
    /// Makes the next record of a trail.
    ///
    /// Two records must not be made after the same end, so read the end and store the record in one transaction.
    ///
    /// - Parameters:
    ///   - end: The end of the trail; nil for the first record.
    ///   - entry: What happened.
    /// - Returns: The record, to be stored as it is.
    public static func next(after end: AuditLink?, _ entry: AuditEntry) -> AuditRecord {
        let draft = AuditRecord(
            sequence: (end?.sequence ?? 0) + 1, entry: entry, previousHash: end?.hash ?? .none, hash: .none)
        return AuditRecord(
            sequence: draft.sequence, entry: entry, previousHash: draft.previousHash, hash: draft.expectedHash)
    }

    /// Says whether a trail is whole.
    ///
    /// - Parameters:
    ///   - records: The records, in the order of their numbers.
    ///   - start: The record before the first of them; nil for a trail from its beginning.
    /// - Returns: Where the trail is broken first, if it is.
    public static func verify(_ records: some Sequence<AuditRecord>, after start: AuditLink? = nil) -> AuditVerdict {
        var verifier = AuditVerifier(after: start)
        for record in records where !verifier.check(record) { break }
        return verifier.verdict
    }
}

/// Checks a trail record by record, for one that does not fit into memory.
public struct AuditVerifier: Sendable {
    /// What the records so far come to.
    public private(set) var verdict: AuditVerdict

    private var end: AuditLink?
    private var count = 0

    /// Begins at a trail's beginning, or after a record that was checked before.
    public init(after start: AuditLink? = nil) {
        end = start
        verdict = .whole(records: 0, end: start)
    }

    /// Checks the next record; false once the trail is broken, and the first break stays the verdict.
    public mutating func check(_ record: AuditRecord) -> Bool {
        guard case .whole = verdict else { return false }
        if let fault = fault(in: record) {
            verdict = .broken(sequence: record.sequence, fault)
            return false
        }
        count += 1
        end = record.link
        verdict = .whole(records: count, end: end)
        return true
    }

    private func fault(in record: AuditRecord) -> AuditFault? {
        let expected = (end?.sequence ?? 0) + 1
        if record.hash != record.expectedHash { return .altered }
        if record.sequence != expected { return .gap(expected: expected) }
        if record.previousHash != end?.hash ?? .none { return .wrongLink }
        return nil
    }
}

/// What a check of a trail comes to.
public enum AuditVerdict: Hashable, Sendable, CustomStringConvertible {
    /// Nothing is missing between the beginning and this end, and nothing was altered.
    case whole(records: Int, end: AuditLink?)
    /// The first record that does not fit.
    case broken(sequence: Int64, AuditFault)

    /// One line for the terminal.
    public var description: String {
        switch self {
        case .whole(let records, .some(let end)): "whole: \(records) records, the last is \(end.sequence), \(end.hash)"
        case .whole(let records, .none): "whole: \(records) records"
        case .broken(let sequence, let fault): "broken at record \(sequence): \(fault)"
        }
    }
}

/// Why a record does not fit.
public enum AuditFault: Hashable, Sendable, CustomStringConvertible {
    /// Its fields do not give its hash.
    case altered
    /// Another number was to come: records are missing, doubled or in another order.
    case gap(expected: Int64)
    /// It does not follow the record before, which was replaced.
    case wrongLink

    /// What is wrong with the record, as the end of a sentence.
    public var description: String {
        switch self {
        case .altered: "its content does not match its hash"
        case .gap(let expected): "record \(expected) was to come here"
        case .wrongLink: "it was not linked to the record before it"
        }
    }
}
