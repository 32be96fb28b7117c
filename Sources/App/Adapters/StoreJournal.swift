import Audit
import CallFlow
import Foundation
import Logging
import Store

/// Writes occurrences into the audit trail, chained by hashes.
struct StoreJournal: CallJournal {
    let store: any AuditStore
    let logger: Logger

    func note(_ occurrence: Occurrence, in state: CallState, at now: Date) async {
        var details = ["attestation": state.attestation.rawValue]
        if let factor = state.verification?.factor ?? state.phase.factor { details["factor"] = factor.rawValue }
        let entry = AuditEntry(
            time: now, kind: "call.\(occurrence.rawValue)", subject: state.caller?.id.value, reference: state.id.value,
            details: Self.json(details))
        do {
            _ = try await store.append(entry)
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
