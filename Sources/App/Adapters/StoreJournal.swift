import CallFlow
import Foundation

/// Writes occurrences into the audit trail, chained by hashes.
struct StoreJournal: CallJournal {
    let trail: AuditTrail

    func note(_ occurrence: Occurrence, in state: CallState, at now: Date) async {
        var details = ["attestation": state.attestation.rawValue]
        if let factor = state.verification?.factor ?? state.phase.factor { details["factor"] = factor.rawValue }
        await trail.note(
            "call.\(occurrence.rawValue)", subject: state.caller?.id.value, reference: ("call_sid", state.id.value),
            details: details, at: now)
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
