import Audit
import Foundation
import JSON
import Logging
import Store

/// Writes what journals note into the audit trail: nobody's call or code fails because it could not be written down.
struct AuditTrail: Sendable {
    let store: any AuditStore
    let logger: Logger

    /// Notes what happened; never throws: what cannot be written is logged.
    ///
    /// - Parameters:
    ///   - kind: What happened, a word of a closed set.
    ///   - subject: Okta's id of the person whom it concerns.
    ///   - reference: Where it happened, and the field of the log that has it.
    ///   - details: The particulars, without any code or whole number of a telephone.
    ///   - now: When it happened.
    func note(
        _ kind: String, subject: String?, reference: (field: String, id: String), details: [String: String],
        at now: Date
    ) async {
        let entry = AuditEntry(
            time: now, kind: kind, subject: subject, reference: reference.id, details: Self.json(details))
        do {
            _ = try await store.append(entry)
        } catch {
            logger.error(
                "the audit trail could not be written",
                metadata: ["event": "\(kind)", reference.field: "\(reference.id)", "error": "\(error)"])
        }
    }

    /// In the order of names, so that like details are counted together.
    private static func json(_ details: [String: String]) -> String {
        let bytes = JSONWriter.object { json in
            for (name, value) in details.sorted(by: { $0.key < $1.key }) { json.member(name, value) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
