/// Checks an audit trail record by record, from its beginning.
///
/// A change, a removal or an insertion anywhere but at the end breaks the chain. What it cannot tell is that the last
/// records were cut off, or that all of it was made anew: for that, compare ``AuditLink`` of the end with one that was
/// noted elsewhere.
public struct AuditVerifier: Sendable {
    /// What the records so far come to.
    public private(set) var verdict = AuditVerdict.whole(records: 0, end: nil)

    /// Begins at a trail's beginning.
    public init() {}

    /// Checks the next record; false once the trail is broken, and the first break stays the verdict.
    public mutating func check(_ record: AuditRecord) -> Bool {
        guard case .whole(let count, let end) = verdict else { return false }
        if let fault = Self.fault(in: record, after: end) {
            verdict = .broken(sequence: record.sequence, fault)
            return false
        }
        verdict = .whole(records: count + 1, end: record.link)
        return true
    }

    private static func fault(in record: AuditRecord, after end: AuditLink?) -> AuditFault? {
        let expected = (end?.sequence ?? 0) + 1
        if record.hash != record.expectedHash { return .altered }
        if record.sequence != expected { return .gap(expected: expected) }
        if record.previousHash != end?.hash ?? "" { return .wrongLink }
        return nil
    }
}

/// What a check of a trail comes to.
public enum AuditVerdict: Hashable, Sendable {
    /// Nothing is missing between the beginning and this end, and nothing was altered.
    case whole(records: Int, end: AuditLink?)
    /// The first record that does not fit.
    case broken(sequence: Int, AuditFault)
}

/// Why a record does not fit.
public enum AuditFault: Hashable, Sendable, CustomStringConvertible {
    /// Its fields do not give its hash.
    case altered
    /// Another number was to come: records are missing, doubled or in another order.
    case gap(expected: Int)
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
