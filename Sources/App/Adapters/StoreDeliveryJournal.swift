import Delivery
import Foundation
import PhoneNumbers

/// Writes what became of codes into the audit trail, chained by hashes: no code, and of a number only its ends.
struct StoreDeliveryJournal: DeliveryJournal {
    let trail: AuditTrail

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
        await trail.note(kind, subject: userID, reference: ("event_id", eventID), details: details, at: now)
    }

    private static func details(of outcome: DeliveryOutcome) -> [String: String] {
        ["status": outcome.status.rawValue, "provider": outcome.provider.name]
    }
}
