public import Foundation

/// Something that happened, for the audit trail.
public struct AuditEntry: Sendable, Hashable {
    /// When it happened, in milliseconds since 1970: what is stored and hashed.
    public let milliseconds: Int64
    /// What happened, a word of a closed set: `call.verified`.
    public let kind: String
    /// Whom it concerns, such as Okta's id of a user; nil when nobody is known.
    public let subject: String?
    /// Where it happened, such as a `CallSid`.
    public let reference: String?
    /// The particulars, a JSON object without any code or whole number of a telephone.
    public let details: String

    /// When it happened, in whole milliseconds: it is read back as it was hashed.
    public var time: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }

    /// Notes what happened.
    ///
    /// - Parameters:
    ///   - time: When it happened; rounded to milliseconds.
    ///   - kind: What happened.
    ///   - subject: Whom it concerns.
    ///   - reference: Where it happened.
    ///   - details: A JSON object.
    public init(time: Date, kind: String, subject: String? = nil, reference: String? = nil, details: String = "{}") {
        milliseconds = Int64(exactly: (time.timeIntervalSince1970 * 1000).rounded()) ?? 0
        self.kind = kind
        self.subject = subject
        self.reference = reference
        self.details = details
    }
}
