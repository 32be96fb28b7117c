/// A way for a one-time code to reach a telephone, by the name that settings, hooks and metrics use.
public enum ProviderID: String, Sendable, Hashable, CaseIterable {
    case twilioVerify = "twilio-verify"
    case twilioSMS = "twilio-sms"
    case twilioVoice = "twilio-voice"
    case eightByEightSMS = "8x8-sms"
    case eightByEightVoice = "8x8-voice"
    case acsSMS = "acs-sms"

    /// How a code travels.
    public enum Channel: String, Sendable, CaseIterable {
        case sms
        case voice
    }

    /// What it can do.
    public var channels: Set<Channel> {
        switch self {
        case .twilioVerify: [.sms, .voice]
        case .twilioSMS, .eightByEightSMS, .acsSMS: [.sms]
        case .twilioVoice, .eightByEightVoice: [.voice]
        }
    }
}
