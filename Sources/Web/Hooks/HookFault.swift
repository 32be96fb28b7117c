/// What is wrong with a hook's request, in the form that Okta takes
/// (https://developer.okta.com/docs/concepts/inline-hooks/#inline-hook-response-objects).
///
/// It repeats nothing of the request: Okta shows it to end users.
struct HookFault: Sendable {
    private let object: ErrorObject

    /// - Parameters:
    ///   - sentence: What is wrong.
    ///   - location: Where: `body`, a header, or a field as a path from the top.
    ///   - reason: A word of a closed set.
    ///   - locationType: `body` or `header`.
    ///   - summary: What it means for the whole request; nil for the same sentence.
    init(
        _ sentence: String, location: String, reason: String? = nil, locationType: String? = nil,
        summary: String? = nil
    ) {
        let cause = ErrorObject.Cause(
            errorSummary: sentence, reason: reason, locationType: locationType, location: location)
        object = ErrorObject(error: .init(errorSummary: summary ?? sentence, errorCauses: [cause]))
    }

    /// The JSON.
    var body: [UInt8] { HookJSON.encode(object) }

    private struct ErrorObject: Encodable {
        struct Cause: Encodable {
            let errorSummary: String
            let reason: String?
            let locationType: String?
            let location: String
        }
        struct Summary: Encodable {
            let errorSummary: String
            let errorCauses: [Cause]
        }
        let error: Summary
    }
}
