import JSON

/// What is wrong with a hook's request, in the form that Okta takes
/// (https://developer.okta.com/docs/concepts/inline-hooks/#inline-hook-response-objects).
///
/// It repeats nothing of the request: Okta shows it to end users.
struct HookFault: Sendable {
    /// The JSON.
    let body: [UInt8]

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
        body = JSONWriter.object { answer in
            answer.object("error") { error in
                error.list("errorCauses") { causes in
                    causes.object { cause in
                        cause.member("errorSummary", sentence)
                        cause.member("location", location)
                        cause.member("locationType", locationType)
                        cause.member("reason", reason)
                    }
                }
                error.member("errorSummary", summary ?? sentence)
            }
        }
    }
}
