import JSON

/// The hook's JSON, in which every part may be missing or of another kind than Okta says.
struct TelephonyHookBody {
    let eventID: LooseText?
    let userID: LooseText?
    /// Nil when it is missing, or no object.
    let message: Message?

    struct Message {
        let template: LooseText?
        let phoneNumber: LooseText?
        let expires: LooseText?
        let channel: LooseText?
        let code: LooseText?
        let locale: LooseText?
    }

    /// Reads a body.
    ///
    /// - Throws: ``TelephonyHookFault`` when it is no JSON object.
    static func read(_ body: [UInt8]) throws(TelephonyHookFault) -> TelephonyHookBody {
        guard let json = JSONValue.parse(body), case .object = json else {
            throw TelephonyHookFault(field: nil, reason: .notJSON)
        }
        return TelephonyHookBody(json)
    }

    private init(_ json: JSONValue) {
        eventID = LooseText(json["eventId"])
        let data = json["data"]
        userID = LooseText(data?["userProfile"]?["userId"])
        guard let profile = data?["messageProfile"], case .object = profile else {
            message = nil
            return
        }
        message = Message(
            template: LooseText(profile["msgTemplate"]), phoneNumber: LooseText(profile["phoneNumber"]),
            expires: LooseText(profile["otpExpires"]), channel: LooseText(profile["deliveryChannel"]),
            code: LooseText(profile["otpCode"]), locale: LooseText(profile["locale"]))
    }
}
