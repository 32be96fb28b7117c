/// Judges an answer of the telephony hook as Okta does.
///
/// Source: https://developer.okta.com/docs/api/openapi/okta-management/webhooks/createtelephonyinlinehook.
enum TelephonyHookAnswer {
    private static let maximumBody = 256 * 1024

    /// What Okta makes of what came back.
    static func judge(_ reply: OutgoingReply) -> OktaHookCall.Outcome {
        guard case .answer(let status, _, let body) = reply else {
            if case .failure(let reason) = reply { return .fellBack(reason: reason) }
            return .fellBack(reason: "no answer")
        }
        guard status == 200 else { return .fellBack(reason: "HTTP status \(status)") }
        guard body.count < maximumBody, let answer = JSON(body)?.object else {
            return .fellBack(reason: "the answer is not a JSON object")
        }
        if let error = answer["error"], error != .null {
            return .fellBack(reason: "error object: \(error["errorSummary"]?.string ?? "without a summary")")
        }
        return command(in: answer)
    }

    private static func command(in answer: [String: JSON]) -> OktaHookCall.Outcome {
        guard let command = answer["commands"]?.array?.first else { return .fellBack(reason: "no command") }
        guard command["type"] == "com.okta.telephony.action" else {
            return .fellBack(reason: "a command of another type")
        }
        guard let value = command["value"]?.array?.first?.object else {
            return .fellBack(reason: "the value is not an array of objects")
        }
        for name in ["provider", "transactionId", "transactionMetadata"] {
            if let member = value[name], member != .null, member.string == nil {
                return .fellBack(reason: "\(name) is not a string")
            }
        }
        switch value["status"]?.string {
        case "SUCCESSFUL", "PENDING":
            return .accepted(
                status: value["status"]?.string ?? "", provider: value["provider"]?.string,
                transactionID: value["transactionId"]?.string)
        case "FAILED":
            return .fellBack(reason: "status FAILED")
        case let other:
            return .fellBack(reason: "an invalid status: \(other ?? "none")")
        }
    }
}
