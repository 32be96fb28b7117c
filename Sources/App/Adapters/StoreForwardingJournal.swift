import Audit
import CompanyNumbers
import Foundation
import Logging
import Store

/// Writes what is forwarded into the audit trail.
struct StoreForwardingJournal: ForwardingJournal {
    let store: any AuditStore
    let logger: Logger

    func note(_ event: ForwardingEvent, at now: Date) async {
        let entry = AuditEntry(
            time: now, kind: "forward.\(event.kind.rawValue)", subject: event.ownerID, reference: event.reference,
            // A word of a closed set: nothing in it needs escaping.
            details: "{\"outcome\":\"\(event.outcome)\"}")
        do {
            _ = try await store.append(entry)
        } catch {
            logger.error(
                "the audit trail could not be written",
                metadata: ["event": "\(event.kind.rawValue)", "error": "\(error)"])
        }
    }
}
