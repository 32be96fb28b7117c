import PhoneNumbers

/// What the creation of a message asks for, checked as Twilio checks it.
struct TwilioMessageOrder: Sendable {
    let to: String

    /// The sender; `nil` when the messaging service chooses one.
    let from: String?
    let messagingServiceSID: String?
    let body: String
    let media: [String]
    let statusCallback: String?

    // Numbers that always fail, as with Twilio's test credentials (https://www.twilio.com/docs/iam/test-credentials).
    private static let failing: [String: TwilioFailure] = [
        "+15005550001": .invalid(21211, "The 'To' number +15005550001 is not a valid phone number."),
        "+15005550002": .invalid(21612, "The message cannot be routed to the 'To' number."),
        "+15005550003": .invalid(
            21408, "Permission to send an SMS has not been enabled for the region indicated by the 'To' number."),
        "+15005550004": .invalid(21610, "Attempt to send to unsubscribed recipient"),
        "+15005550009": .invalid(21614, "'To' number is not a valid mobile number"),
    ]

    init(_ form: TwilioForm, senders: Set<String>, messagingServiceSID service: String) throws(TwilioFailure) {
        guard let to = form["To"] else { throw .invalid(21604, "A 'To' phone number is required.") }
        if let failure = Self.failing[to] { throw failure }
        guard to.isE164, let number = PhoneNumber(to), number.e164 == to else {
            throw .invalid(21211, "The 'To' number \(to) is not a valid phone number.")
        }
        guard form["From"] != nil || form["MessagingServiceSid"] != nil else {
            throw .invalid(21603, "A 'From' phone number is required.")
        }
        if let from = form["From"] {
            guard from != to else { throw .invalid(21266, "'To' and 'From' number cannot be the same") }
            guard senders.contains(from) else {
                throw .invalid(21606, "The 'From' phone number provided is not a valid message-capable number.")
            }
        }
        if let sid = form["MessagingServiceSid"], sid != service {
            throw .invalid(21701, "The Messaging Service \(sid) does not exist.")
        }
        let media = form.all("MediaUrl")
        guard form["Body"] != nil || !media.isEmpty || form["ContentSid"] != nil else {
            throw .invalid(21602, "Message body is required.")
        }
        let body = form["Body"] ?? ""
        guard body.utf16.count <= 1600 else {
            throw .invalid(21617, "The concatenated message body exceeds the 1600 character limit")
        }
        guard media.count <= 10, media.allSatisfy({ $0.hasPrefix("http://") || $0.hasPrefix("https://") }) else {
            throw .invalid(21620, "Invalid media URL(s)")
        }
        if number.kind == .fixedLine { throw .invalid(21614, "'To' number is not a valid mobile number") }
        _ = try form.number("ValidityPeriod", in: 1...36_000)
        statusCallback = try form.url("StatusCallback", code: 21609)
        self.to = to
        from = form["From"]
        messagingServiceSID = form["MessagingServiceSid"]
        self.body = body
        self.media = media
    }

    /// How many messages of 160 (or 70) characters carry the body.
    var segments: Int {
        let isPlain = body.unicodeScalars.allSatisfy {
            $0.isASCII || "äöüÄÖÜßñÑéèàùìòÇØøÅåÆæ€£¥§¿¡".unicodeScalars.contains($0)
        }
        let (one, many) = isPlain ? (160, 153) : (70, 67)
        let length = isPlain ? body.unicodeScalars.count : body.utf16.count
        return length <= one ? 1 : (length + many - 1) / many
    }
}
