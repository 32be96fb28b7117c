import Audit
import Delivery
import Foundation
import JSON
import Logging
import PhoneNumbers
import Store

/// Writes what became of codes into the audit trail, chained by hashes: no code, and of a number only its ends.
struct StoreDeliveryJournal: DeliveryJournal {
    let store: any AuditStore
    let logger: Logger

    func note(
        _ occurrence: DeliveryOccurrence, eventID: String, userID: String?, destination: PhoneNumber?, at now: Date
    ) async {
        var details: [String: String] = [:]
        details["to"] = destination?.masked
        let kind: String
        switch occurrence {
        case .delivered(let outcome):
            kind = "code.delivered"
            details.merge(Self.details(of: outcome)) { $1 }
        case .sentAgain(let outcome):
            kind = "code.sentAgain"
            details.merge(Self.details(of: outcome)) { $1 }
        case .refused(let refusal):
            kind = "code.refused"
            details["reason"] = refusal.rawValue
        case .unwanted:
            kind = "code.unwanted"
            details["class"] = "security"
        }
        let entry = AuditEntry(
            time: now, kind: kind, subject: userID, reference: eventID, details: Self.json(details))
        do {
            _ = try await store.append(entry)
        } catch {
            logger.error(
                "the audit trail could not be written",
                metadata: ["event": "\(kind)", "event_id": "\(eventID)", "error": "\(error)"])
        }
    }

    private static func details(of outcome: DeliveryOutcome) -> [String: String] {
        ["status": outcome.status.rawValue, "provider": outcome.provider.name]
    }

    /// In the order of names, so that the same details are the same bytes under the chain's hash.
    private static func json(_ details: [String: String]) -> String {
        let bytes = JSONWriter.object { json in
            for (name, value) in details.sorted(by: { $0.key < $1.key }) { json.member(name, value) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
