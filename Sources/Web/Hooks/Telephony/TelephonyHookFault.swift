/// Why a body is not what Okta's telephony hook sends.
///
/// It repeats nothing of the body: Okta shows it to end users.
public struct TelephonyHookFault: Error, Sendable, Equatable {
    /// What is wrong.
    public enum Reason: String, Sendable, CaseIterable {
        /// The body is no JSON object.
        case notJSON = "NOT_JSON"
        /// The field is not there.
        case missing = "MISSING"
        /// The field cannot be understood.
        case invalid = "INVALID"
    }

    /// The field, as a path from the top; nil for the whole body.
    public let field: String?
    /// What is wrong with it.
    public let reason: Reason

    /// Makes a fault.
    public init(field: String?, reason: Reason) {
        self.field = field
        self.reason = reason
    }

    init(field: String, of value: LooseText?) {
        self.init(field: field, reason: value == nil ? .missing : .invalid)
    }

    static func missing(_ field: String) -> TelephonyHookFault { TelephonyHookFault(field: field, reason: .missing) }

    /// Okta's error object, to be answered with status 400
    /// (https://developer.okta.com/docs/concepts/inline-hooks/#inline-hook-response-objects).
    public var body: [UInt8] {
        HookFault(
            sentence, location: field ?? "body", reason: reason.rawValue, locationType: "body",
            summary: "The request is not one of the telephony hook."
        ).body
    }

    private var sentence: String {
        switch (reason, field) {
        case (.missing, let field?): "\(field) is missing."
        case (.invalid, let field?): "\(field) cannot be understood."
        default: "The body is no JSON object."
        }
    }
}

extension TelephonyHookFault: CustomStringConvertible {
    /// One line for a log.
    public var description: String { "telephony hook: \(sentence)" }
}
