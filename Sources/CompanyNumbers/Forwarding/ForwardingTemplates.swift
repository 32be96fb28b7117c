public import TwiML

/// The templates of forwarding, and what each of them is given.
public enum ForwardingTemplate: String, Sendable, CaseIterable {
    /// The caller hears that the mobile rings, and it does.
    case dial = "forward-dial"
    /// The employee is asked whether to take the call.
    case screen = "forward-screen"
    /// The employee took it.
    case connect = "forward-connect"
    /// Nobody can be reached, or something does not work.
    case unavailable = "forward-unavailable"
    /// The caller is asked for a message.
    case voicemail
    /// The message has been taken.
    case voicemailDone = "voicemail-done"
    /// The employee's text about a voicemail.
    case voicemailText = "voicemail-text"
    /// What an employee is told of a text that did not go on.
    case textHint = "text-hint"
    /// What a sender is told of a text that did not arrive.
    case textAnswer = "text-answer"

    /// The contracts of all of them.
    public static var contracts: [TemplateContract] { allCases.map(\.contract) }

    /// What the template is given.
    public var contract: TemplateContract {
        switch self {
        case .voicemailText, .textHint, .textAnswer:
            TemplateContract(name: rawValue, values: values, use: .message)
        case .dial, .screen, .connect, .unavailable, .voicemail, .voicemailDone:
            TemplateContract(name: rawValue, values: values)
        }
    }

    private var values: [TemplateValueDescription] {
        let customer = Self.text("customer", "OKTA IVR DEMO", "the name that callers hear (APP_CUSTOMER_NAME)")
        return [customer] + own
    }

    private var own: [TemplateValueDescription] {
        switch self {
        case .dial:
            [
                Self.required("mobile", "+15555550199", "the employee's mobile"),
                Self.required("callerId", "+15555550100", "the number that the mobile shows"),
                Self.required("seconds", "20", "how long the mobile rings"),
                Self.required("action", Self.base + "/done", "where the call goes when the ringing or the talk ends"),
                Self.required("screen", Self.base + "/screen", "what the employee hears before they are connected"),
            ]
        case .screen:
            [
                Self.required("action", Self.base + "/accept", "where the key is sent"),
                Self.optional("caller", "+15555550100", "who calls; missing when that is withheld"),
                Self.flag("unverified", "the network found the calling number to be false (STIR/SHAKEN)"),
                Self.flag("retry", "another key than 1 was pressed"),
            ]
        case .connect, .voicemailDone: []
        case .unavailable: [Self.flag("trouble", "something does not work at our side")]
        case .voicemail:
            [
                Self.required("action", Self.base + "/recorded", "where the call goes when the message is spoken"),
                Self.required("recorded", Self.base + "/recording", "where Twilio reports that the recording is ready"),
                Self.flag("closed", "it is outside the employee's hours"),
            ]
        case .voicemailText:
            [
                Self.required("link", "https://ivr.example.com/voicemail/6bN1aQ", "where the message can be heard"),
                Self.optional("caller", "+15555550100", "who called; missing when that is withheld"),
                Self.optional("seconds", "12", "how long the message is; may be missing"),
            ]
        case .textHint:
            [
                Self.flag("nobody", "nobody outside has written yet"),
                Self.flag("number", "it began with a number that cannot be texted"),
                Self.flag("keyword", "the text was a word that blocks the number, such as STOP"),
                Self.flag("sender", "whoever wrote last has no number that can be texted"),
                Self.flag("blank", "nothing stood behind the number"),
            ]
        case .textAnswer: [Self.flag("trouble", "something does not work at our side")]
        }
    }

    private static let base = "https://ivr.example.com/call-forward"

    private static func text(_ name: String, _ sample: String, _ meaning: String) -> TemplateValueDescription {
        TemplateValueDescription(name: name, sample: .text(sample), isRequired: false, meaning: meaning)
    }

    private static func required(_ name: String, _ sample: String, _ meaning: String) -> TemplateValueDescription {
        TemplateValueDescription(name: name, sample: .text(sample), isRequired: true, meaning: meaning)
    }

    private static func optional(_ name: String, _ sample: String, _ meaning: String) -> TemplateValueDescription {
        TemplateValueDescription(
            name: name, sample: .text(sample), isRequired: false, isOptional: true, meaning: meaning)
    }

    private static func flag(_ name: String, _ meaning: String) -> TemplateValueDescription {
        TemplateValueDescription(name: name, sample: .flag(true), isRequired: false, meaning: meaning)
    }
}
