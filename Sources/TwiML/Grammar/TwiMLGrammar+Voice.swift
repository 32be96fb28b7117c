/// The verbs of voice, from https://www.twilio.com/docs/voice/twiml and the tables of Twilio's own libraries.
extension TwiMLGrammar {
    static let voiceVerbs: [String: Element] = [
        "Response": Element(
            children: [
                "Dial", "Enqueue", "Gather", "Hangup", "Leave", "Pause", "Play", "Record", "Redirect", "Reject", "Say",
            ]),
        "Say": Element(
            attributes: ["voice": .voice, "language": .languageTag, "loop": .number(from: 0)],
            children: [
                "break", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w",
            ],
            text: .words),
        "Play": Element(attributes: ["digits": .tones, "loop": .number(from: 0)], text: .optional(.url)),
        "Pause": Element(attributes: ["length": .number(from: 0)]),
        "Gather": gather,
        "Record": Element(
            attributes: [
                "action": .url, "method": .method, "timeout": .number(from: 1), "finishOnKey": .keys,
                "maxLength": .number(from: 1), "playBeep": .boolean, "transcribe": .boolean, "transcribeCallback": .url,
            ].merging(recording(events: ["in-progress", "completed", "absent"])) { rule, _ in rule }),
        "Dial": dial,
        "Enqueue": Element(
            attributes: [
                "action": .url, "method": .method, "maxQueueSize": .number(from: 1), "waitUrl": .url,
                "waitUrlMethod": .method, "workflowSid": .sid("WW"),
            ],
            children: ["Task"], text: .optional(.filled)),
        "Redirect": Element(attributes: ["method": .method], text: .required(.url)),
        "Hangup": Element(children: ["Parameter"]),
        "Reject": Element(attributes: ["reason": .oneOf(["rejected", "busy"])], children: ["Parameter"]),
        "Leave": Element(),
    ]

    /// Listens for keys and speech (https://www.twilio.com/docs/voice/twiml/gather).
    private static let gather = Element(
        attributes: [
            "input": .oneOf(["dtmf", "speech", "dtmf speech", "speech dtmf"]), "action": .url, "method": .method,
            "timeout": .number(from: 1), "numDigits": .number(from: 1), "finishOnKey": .key,
            "actionOnEmptyResult": .boolean, "speechTimeout": .numberOrAuto(from: 1), "maxSpeechTime": .number(from: 1),
            "hints": .hints, "language": .languageTag, "profanityFilter": .boolean,
            "speechModel": .oneOf([
                "default", "numbers_and_commands", "phone_call", "experimental_conversations",
                "experimental_utterances", "googlev2_long", "googlev2_short", "googlev2_telephony",
                "googlev2_telephony_short", "deepgram_nova-2", "deepgram_nova-3",
            ]),
            "partialResultCallback": .url, "partialResultCallbackMethod": .method, "bargeIn": .boolean,
            "debug": .boolean, "enhanced": .boolean,
        ],
        children: ["Pause", "Play", "Say"])

    /// Connects the caller to somebody (https://www.twilio.com/docs/voice/twiml/dial).
    private static let dial = Element(
        attributes: [
            "action": .url, "method": .method, "timeout": .number(from: 1), "timeLimit": .number(from: 1),
            "callerId": .filled, "answerOnBridge": .boolean, "hangupOnStar": .boolean, "sequential": .boolean,
            "record": .oneOf([
                "do-not-record", "record-from-answer", "record-from-ringing", "record-from-answer-dual",
                "record-from-ringing-dual",
            ]),
            "recordingTrack": .oneOf(["both", "inbound", "outbound"]), "ringTone": .filled, "referUrl": .url,
            "referMethod": .method, "events": .any, "passports": .any,
        ].merging(recording(events: ["in-progress", "completed", "absent"])) { rule, _ in rule },
        children: ["Client", "Conference", "Number", "Queue", "Sip"], text: .optional(.phoneNumber))

    /// What every verb that records knows.
    static func recording(events: [String]) -> [String: TwiMLValueRule] {
        [
            "trim": .oneOf(["trim-silence", "do-not-trim"]), "recordingConfigurationId": .filled,
            "recordingStatusCallback": .url, "recordingStatusCallbackMethod": .method,
            "recordingStatusCallbackEvent": .someOf(events),
        ]
    }
}
