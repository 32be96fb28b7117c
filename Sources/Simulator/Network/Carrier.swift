/// Who brought a message or a call to a handset, by the name that the service gives to it.
public enum Carrier: String, Sendable, CaseIterable {
    /// Okta's own provider.
    case okta

    /// Twilio Verify.
    case twilioVerify = "twilio-verify"

    /// Twilio's messages.
    case twilioSMS = "twilio-sms"

    /// Twilio's outgoing calls.
    case twilioVoice = "twilio-voice"

    /// 8x8's text messages.
    case eightByEightSMS = "8x8-sms"

    /// 8x8's call flows.
    case eightByEightVoice = "8x8-voice"

    /// Text messages of Azure Communication Services.
    case acsSMS = "acs-sms"
}
