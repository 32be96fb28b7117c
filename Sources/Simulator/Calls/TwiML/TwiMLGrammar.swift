/// What TwiML for voice allows: the attributes and children of each element.
///
/// Source: Twilio's TwiML reference and the generated helper libraries, written anew.
enum TwiMLGrammar {
    struct Rule {
        var attributes: Set<String> = []
        var children: Set<String> = []
    }

    /// The rule of an element; `nil` when TwiML has no such element.
    static func rule(for name: String) -> Rule? { rules[name] }

    private static let inline: Set<String> = [
        "break", "emphasis", "lang", "phoneme", "prosody", "say-as", "sub", "w",
    ]
    private static let callback: Set<String> = ["statusCallback", "statusCallbackEvent", "statusCallbackMethod"]
    private static let machineDetection: Set<String> = [
        "amdStatusCallback", "amdStatusCallbackMethod", "machineDetection", "machineDetectionSilenceTimeout",
        "machineDetectionSpeechEndThreshold", "machineDetectionSpeechThreshold", "machineDetectionTimeout",
    ]
    private static let recording: Set<String> = [
        "recordingConfigurationId", "recordingStatusCallback", "recordingStatusCallbackEvent",
        "recordingStatusCallbackMethod", "trim",
    ]

    private static let rules: [String: Rule] = [
        "Response": Rule(children: [
            "Connect", "Dial", "Echo", "Enqueue", "Gather", "Hangup", "Leave", "Pause", "Pay", "Play", "Prompt",
            "Queue",
            "Record", "Redirect", "Refer", "Reject", "Say", "Sms", "Start", "Stop",
        ]),
        "Say": Rule(attributes: ["language", "loop", "voice"], children: inline.union(["p", "s"])),
        "Play": Rule(attributes: ["digits", "loop"]),
        "Pause": Rule(attributes: ["length"]),
        "Gather": Rule(
            attributes: [
                "action", "actionOnEmptyResult", "bargeIn", "debug", "enhanced", "finishOnKey", "hints", "input",
                "language", "maxSpeechTime", "method", "numDigits", "partialResultCallback",
                "partialResultCallbackMethod", "profanityFilter", "speechModel", "speechTimeout", "timeout",
            ],
            children: ["Pause", "Play", "Say"]),
        "Redirect": Rule(attributes: ["method"]),
        "Hangup": Rule(children: ["Parameter"]),
        "Leave": Rule(),
        "Reject": Rule(attributes: ["reason"], children: ["Parameter"]),
        "Record": Rule(
            attributes: recording.union([
                "action", "finishOnKey", "maxLength", "method", "playBeep", "timeout", "transcribe",
                "transcribeCallback",
            ])),
        "Enqueue": Rule(
            attributes: ["action", "maxQueueSize", "method", "waitUrl", "waitUrlMethod", "workflowSid"],
            children: ["Task"]),
        "Task": Rule(attributes: ["priority", "timeout"]),
        "Dial": Rule(
            attributes: recording.union([
                "action", "answerOnBridge", "callerId", "events", "hangupOnStar", "method", "record", "recordingTrack",
                "referMethod", "referUrl", "ringTone", "sequential", "timeLimit", "timeout",
            ]),
            children: ["Application", "Client", "Conference", "Number", "Queue", "Sim", "Sip", "WhatsApp"]),
        "Number": Rule(
            attributes: callback.union(machineDetection).union(["byoc", "method", "name", "sendDigits", "url"])),
        "Sip": Rule(
            attributes: callback.union(machineDetection).union(["method", "name", "password", "url", "username"]),
            children: ["Headers", "Uri"]),
        "Headers": Rule(children: ["Header"]),
        "Header": Rule(attributes: ["name", "value"]),
        "Uri": Rule(attributes: ["priority", "weight"]),
        "break": Rule(attributes: ["strength", "time"]),
        "emphasis": Rule(attributes: ["level"], children: inline),
        "lang": Rule(attributes: ["xml:lang"], children: inline.union(["p", "s"])),
        "p": Rule(children: inline.union(["s"])),
        "s": Rule(children: inline),
        "phoneme": Rule(attributes: ["alphabet", "ph"]),
        "prosody": Rule(attributes: ["pitch", "rate", "volume"], children: inline.union(["p", "s"])),
        "say-as": Rule(attributes: ["format", "interpret-as"]),
        "sub": Rule(attributes: ["alias"]),
        "w": Rule(attributes: ["role"], children: inline),
    ]
}
