/// Whom `<Dial>` and `<Enqueue>` reach (https://www.twilio.com/docs/voice/twiml/dial#nouns).
extension TwiMLGrammar {
    static let voiceNouns: [String: Element] = [
        "Number": Element(
            attributes: callee.merging(machineDetection) { rule, _ in rule }.merging([
                "sendDigits": .tones, "byoc": .filled,
            ]) { rule, _ in rule },
            text: .required(.phoneNumber)),
        "Sip": Element(
            attributes: callee.merging(machineDetection) { rule, _ in rule }.merging([
                "username": .filled, "password": .filled,
            ]) { rule, _ in rule },
            children: ["Headers", "Uri"], text: .optional(.sip)),
        "Uri": Element(
            attributes: [
                "username": .filled, "password": .filled, "priority": .number(from: 0), "weight": .number(from: 0),
            ],
            text: .required(.sip)),
        "Headers": Element(children: ["Header"]),
        "Header": named,
        "Client": Element(attributes: callee, children: ["Identity", "Parameter"], text: .optional(.filled)),
        "Identity": Element(attributes: ["clientIdentity": .filled], text: .required(.filled)),
        "Parameter": named,
        "Queue": Element(
            attributes: [
                "name": .filled, "url": .url, "method": .method, "reservationSid": .sid("WR"),
                "postWorkActivitySid": .sid("WA"),
            ],
            text: .optional(.filled)),
        "Conference": conference,
        "Task": Element(
            attributes: ["priority": .number(from: 0), "timeout": .number(from: 1)], text: .required(.json)),
    ]

    private static let named = Element(attributes: ["name": .filled, "value": .any], required: ["name", "value"])

    private static let callee: [String: TwiMLValueRule] = [
        "name": .filled, "url": .url, "method": .method, "statusCallback": .url, "statusCallbackMethod": .method,
        "statusCallbackEvent": .someOf(["initiated", "ringing", "answered", "completed"]),
    ]

    private static let machineDetection: [String: TwiMLValueRule] = [
        "machineDetection": .oneOf(["Enable", "DetectMessageEnd"]), "machineDetectionTimeout": .number(from: 1),
        "machineDetectionSpeechThreshold": .number(from: 1), "machineDetectionSpeechEndThreshold": .number(from: 1),
        "machineDetectionSilenceTimeout": .number(from: 1), "amdStatusCallback": .url,
        "amdStatusCallbackMethod": .method,
    ]

    /// A room for several callers (https://www.twilio.com/docs/voice/twiml/conference).
    private static let conference = Element(
        attributes: [
            "name": .filled, "muted": .boolean, "beep": .oneOf(["true", "false", "onEnter", "onExit"]),
            "startConferenceOnEnter": .boolean, "endConferenceOnExit": .boolean, "waitUrl": .any, "waitMethod": .method,
            "maxParticipants": .number(from: 2), "record": .oneOf(["do-not-record", "record-from-start"]),
            "region": .filled, "coach": .filled, "jitterBufferSize": .oneOf(["large", "medium", "small", "off"]),
            "participantLabel": .filled, "eventCallbackUrl": .url, "statusCallback": .url,
            "statusCallbackMethod": .method,
            "statusCallbackEvent": .someOf([
                "start", "end", "join", "leave", "mute", "hold", "modify", "speaker", "announcement",
            ]),
        ].merging(recording(events: ["in-progress", "completed", "absent", "failed"])) { rule, _ in rule },
        text: .optional(.filled))
}
