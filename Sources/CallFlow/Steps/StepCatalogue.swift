/// The steps with their values: the contract between the machine and the templates.
///
/// Every step also knows ``StepCatalogue/common``.
public enum StepCatalogue {
    /// Values of every step.
    public static let common: [StepValue] = [
        text("customer", "OKTA IVR DEMO", "the name that callers hear (APP_CUSTOMER_NAME)"),
        text("action", sampleURL, "where keys, speech and the end of a transfer are sent"),
        text("again", sampleURL + "/again", "where the call goes on by itself when nothing was said"),
    ]

    /// Lists the values of a step, the common ones first.
    public static func values(of step: Step) -> [StepValue] {
        let links = requiredLinks(of: step)
        return common.map { value in
            StepValue(
                name: value.name, sample: value.sample, isRequired: links.contains(value.name), meaning: value.meaning)
        } + own(step)
    }

    private static let sampleURL = "https://ivr.example.com/ivr/step/1"

    private static func requiredLinks(of step: Step) -> Set<String> {
        switch step {
        case .menu, .languages, .departments, .code, .totp, .pushFailed, .account, .agent, .trouble: ["action"]
        case .push, .pushWait: ["action", "again"]
        case .goodbye: []
        }
    }

    private static func own(_ step: Step) -> [StepValue] {
        switch step {
        case .menu: menu
        case .languages, .departments: unheard
        case .code: code
        case .totp: totp
        case .push: push
        case .pushWait: pushWait
        case .pushFailed: pushFailed
        case .account: account
        case .agent: agent
        case .goodbye: goodbye
        case .trouble: []
        }
    }
}

// MARK: - The values of each step

extension StepCatalogue {
    private static let menu =
        [flag("first", "the call has just begun: greet")] + unheard + withoutAgent + [
            flag("unverifiable", "we cannot verify this caller, and there is no agent to give them")
        ]

    /// Why a menu is said again.
    private static let unheard = [
        flag("invalid", "that was no choice of this menu"),
        flag("silent", "nothing was said or typed"),
    ]

    private static let withoutAgent = [
        flag("busy", "no agent took the call"),
        flag("noAgent", "no agents are set up"),
    ]

    private static let code =
        [
            flag("sent", "a code was just sent for the first time"),
            flag("resent", "another code was just sent"),
            flag("recent", "a code was sent moments ago; another has to wait"),
            flag("exhausted", "no more codes are sent in this call"),
            flag("wrong", "the code was wrong"),
        ] + entry

    private static let totp =
        [
            flag("wrong", "the code was wrong"),
            flag("reused", "that code was used before: wait for the next"),
            flag("expired", "that code is no longer valid"),
        ] + entry

    /// What every step has that asks for six digits.
    private static let entry = [
        flag("last", "one try is left"),
        flag("malformed", "that was not six digits"),
        flag("silent", "nothing was typed"),
        fellBack,
        StepValue(
            name: "speech", sample: .flag(true), isRequired: true,
            meaning: "listen for speech too: only after an empty entry, since noise ends a Gather"),
    ]

    private static let fellBack = flag("fellBack", "the caller's usual factor could not be used")

    private static let push =
        waiting("the digits of the number to tap, to be spoken one by one, twice") + [
            flag("retry", "this is another push, after one that failed"),
            fellBack,
        ]

    private static let pushWait = waiting("the digits of the number to tap")

    /// What every step has in which a push waits for a tap.
    private static func waiting(_ digits: String) -> [StepValue] {
        [
            flag("number", "there is a number to tap"),
            StepValue(name: "digits", sample: .list(["7", "2"]), isRequired: true, meaning: digits),
            flag("text", "press 1 for a text message instead is possible"),
        ]
    }

    private static let pushFailed =
        [
            flag("rejected", "the person said no"),
            flag("timedOut", "nobody answered"),
            flag("cancelled", "the push was taken back"),
            flag("failed", "something else went wrong"),
            flag("retry", "press 1 to try again is possible"),
            flag("text", "press 2 for a text message is possible"),
        ] + unheard

    private static let account =
        [
            flag("verified", "the caller was verified just now"),
            flag("asked", "the balance was asked for and is known"),
            optional("balance", "$200.00", "the balance, written for the ear; may be missing"),
            optional("due", "May 8, 2026", "when a payment is due; may be missing"),
            flag("unavailable", "the balance was asked for and cannot be read"),
        ] + unheard + withoutAgent

    private static let agent = [
        flag("unverifiable", "we cannot verify this caller"),
        flag("trouble", "something does not work at our side"),
        flag("verified", "the caller is verified"),
        choice("number", "+15555550199", "AGENT_DIAL when it is a number"),
        optional("callerId", "+15555550000", "our own number, where the caller has none to show"),
        choice("sip", "sip:agents@example.com", "AGENT_DIAL when it is a SIP address, with the hand-off token"),
        choice("workflow", "WW0123456789abcdef0123456789abcdef", "AGENT_WORKFLOW_SID"),
        StepValue(
            name: "task", sample: .text("{\"voicegate_token\":\"eyJ\"}"), isRequired: true,
            meaning: "attributes of the TaskRouter task, JSON; there whenever `workflow` is"),
    ]

    private static let goodbye = [
        flag("silence", "nothing was said three times"),
        flag("attempts", "too many wrong codes"),
        flag("done", "the caller spoke to an agent"),
        flag("tooLong", "the call went in circles for too long"),
    ]

    private static func text(_ name: String, _ sample: String, _ meaning: String) -> StepValue {
        StepValue(name: name, sample: .text(sample), isRequired: false, meaning: meaning)
    }

    private static func optional(_ name: String, _ sample: String, _ meaning: String) -> StepValue {
        StepValue(name: name, sample: .text(sample), isRequired: false, isOptional: true, meaning: meaning)
    }

    private static func choice(_ name: String, _ sample: String, _ meaning: String) -> StepValue {
        StepValue(name: name, sample: .text(sample), isRequired: true, isOptional: true, meaning: meaning)
    }

    private static func flag(_ name: String, _ meaning: String) -> StepValue {
        StepValue(name: name, sample: .flag(true), isRequired: false, meaning: meaning)
    }
}
