import CallFlow
import Foundation
import Logging
import Observability
import Store

/// Writes occurrences into the audit trail, chained by hashes.
struct StoreJournal: CallJournal {
    let store: any AuditStore
    let logger: Logger

    func note(_ occurrence: Occurrence, in state: CallState, at now: Date) async {
        var details = ["attestation": state.attestation.rawValue]
        if let factor = state.verification?.factor ?? state.phase.factor { details["factor"] = factor.rawValue }
        let entry = Store.AuditEntry(
            time: now, kind: "call.\(occurrence.rawValue)", subject: state.caller?.id.value, reference: state.id.value,
            details: Self.json(details))
        do {
            _ = try await store.append(entry, hash: AuditHashing.hash)
        } catch {
            logger.error(
                "the audit trail could not be written",
                metadata: ["event": "\(occurrence.rawValue)", "call_sid": "\(state.id.value)", "error": "\(error)"])
        }
    }

    private static func json(_ details: [String: String]) -> String {
        // Words of closed sets: nothing in them needs escaping.
        "{" + details.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\"\($0.value)\"" }.joined(separator: ",") + "}"
    }
}

extension CallState.Phase {
    /// The factor that the caller is being asked for.
    fileprivate var factor: FactorKind? {
        switch self {
        case .code(let factor, _, _), .push(let factor, _, _, _): factor.kind
        default: nil
        }
    }
}

/// Hashes the store's records with the chain of `Observability`.
enum AuditHashing {
    static let hash: Store.AuditHash = { sequence, entry, previousHash in
        record(sequence, entry, previousHash).hash.hex
    }

    /// The record as the chain sees it, with the hash that it should have.
    static func record(
        _ sequence: Int, _ entry: Store.AuditEntry, _ previousHash: String
    ) -> Observability.AuditRecord {
        let end = Observability.AuditHash(hex: previousHash).flatMap { hash in
            sequence > 1 ? AuditLink(sequence: Int64(sequence - 1), hash: hash) : nil
        }
        return AuditChain.next(after: end, Self.entry(entry))
    }

    /// A stored record as the chain sees it, with the hashes that it has; nil when one of them is no hash.
    static func stored(_ record: Store.AuditRecord) -> Observability.AuditRecord? {
        let previous = record.previousHash.isEmpty ? AuditHash.none : AuditHash(hex: record.previousHash)
        guard let previous, let hash = AuditHash(hex: record.hash) else { return nil }
        return Observability.AuditRecord(
            sequence: Int64(record.sequence), entry: entry(record.entry), previousHash: previous, hash: hash)
    }

    private static func entry(_ entry: Store.AuditEntry) -> Observability.AuditEntry {
        Observability.AuditEntry(
            time: entry.time, kind: entry.kind, actor: entry.subject, reference: entry.reference,
            details: ["json": entry.details])
    }
}
