import CompanyNumbers
import Foundation

/// Writes what is forwarded into the audit trail.
struct StoreForwardingJournal: ForwardingJournal {
    let trail: AuditTrail

    func note(_ event: ForwardingEvent, at now: Date) async {
        await trail.note(
            "forward.\(event.kind.rawValue)", subject: event.ownerID, reference: ("reference", event.reference),
            details: ["outcome": event.outcome], at: now)
    }
}
