import Metrics

/// Counts what is forwarded; no label names a person, a number or a call.
enum ForwardingMeter {
    static func call(_ decision: CallDecision) {
        Counter(label: "voicegate_forwarded_calls", dimensions: [("outcome", decision.label)]).increment()
    }

    static func text(_ route: TextRoute) {
        Counter(label: "voicegate_forwarded_texts", dimensions: [("outcome", route.label)]).increment()
    }

    static func voicemail(_ outcome: VoicemailDesk.Outcome) {
        Counter(label: "voicegate_voicemails", dimensions: [("outcome", outcome.rawValue)]).increment()
    }

    static func deletion(_ outcome: RecordingRemoval) {
        Counter(label: "voicegate_recording_deletions", dimensions: [("outcome", outcome.rawValue)]).increment()
    }

    static func undelivered(_ cause: UndeliveredText.Cause) {
        Counter(label: "voicegate_texts_undelivered", dimensions: [("cause", cause.rawValue)]).increment()
    }
}
