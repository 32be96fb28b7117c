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
        case .menu:
            [
                flag("first", "the call has just begun: greet"),
                flag("invalid", "that was no choice of this menu"),
                flag("silent", "nothing was said or typed"),
                flag("busy", "no agent took the call"),
                flag("noAgent", "no agents are set up"),
                flag("unverifiable", "we cannot verify this caller, and there is no agent to give them"),
            ]
        case .languages, .departments:
            [
                flag("invalid", "that was no choice of this menu"),
                flag("silent", "nothing was said or typed"),
            ]
        case .code:
            [
                flag("sent", "a code was just sent for the first time"),
                flag("resent", "another code was just sent"),
                flag("recent", "a code was sent moments ago; another has to wait"),
                flag("exhausted", "no more codes are sent in this call"),
                flag("wrong", "the code was wrong"),
                flag("last", "one try is left"),
                flag("malformed", "that was not six digits"),
                flag("silent", "nothing was typed"),
                flag("fellBack", "the caller's usual factor could not be used"),
                StepValue(
                    name: "speech", sample: .flag(true), isRequired: true,
                    meaning: "listen for speech too: only after an empty entry, since noise ends a Gather"),
            ]
        case .totp:
            [
                flag("wrong", "the code was wrong"),
                flag("reused", "that code was used before: wait for the next"),
                flag("expired", "that code is no longer valid"),
                flag("last", "one try is left"),
                flag("malformed", "that was not six digits"),
                flag("silent", "nothing was typed"),
                flag("fellBack", "the caller's usual factor could not be used"),
                StepValue(
                    name: "speech", sample: .flag(true), isRequired: true,
                    meaning: "listen for speech too: only after an empty entry, since noise ends a Gather"),
            ]
        case .push:
            [
                flag("number", "there is a number to tap"),
                StepValue(
                    name: "digits", sample: .list(["7", "2"]), isRequired: true,
                    meaning: "the digits of the number to tap, to be spoken one by one, twice"),
                flag("text", "press 1 for a text message instead is possible"),
                flag("retry", "this is another push, after one that failed"),
                flag("fellBack", "the caller's usual factor could not be used"),
            ]
        case .pushWait:
            [
                flag("number", "there is a number to tap"),
                StepValue(
                    name: "digits", sample: .list(["7", "2"]), isRequired: true,
                    meaning: "the digits of the number to tap"),
                flag("text", "press 1 for a text message instead is possible"),
            ]
        case .pushFailed:
            [
                flag("rejected", "the person said no"),
                flag("timedOut", "nobody answered"),
                flag("cancelled", "the push was taken back"),
                flag("failed", "something else went wrong"),
                flag("retry", "press 1 to try again is possible"),
                flag("text", "press 2 for a text message is possible"),
                flag("invalid", "that was no choice of this menu"),
                flag("silent", "nothing was said or typed"),
            ]
        case .account:
            [
                flag("verified", "the caller was verified just now"),
                flag("asked", "the balance was asked for and is known"),
                optional("balance", "$200.00", "the balance, written for the ear; may be missing"),
                optional("due", "May 8, 2026", "when a payment is due; may be missing"),
                flag("unavailable", "the balance was asked for and cannot be read"),
                flag("invalid", "that was no choice of this menu"),
                flag("silent", "nothing was said or typed"),
                flag("busy", "no agent took the call"),
                flag("noAgent", "no agents are set up"),
            ]
        case .agent:
            [
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
        case .goodbye:
            [
                flag("silence", "nothing was said three times"),
                flag("attempts", "too many wrong codes"),
                flag("done", "the caller spoke to an agent"),
                flag("tooLong", "the call went in circles for too long"),
            ]
        case .trouble:
            []
        }
    }

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
