import CallFlow
import CompanyNumbers
import PhoneNumbers
import TwilioAPI

/// The parameters of a voice webhook of a company number.
struct ForwardedCallForm {
    let form: FormFields
    /// What numbers without a country code are of.
    let region: String

    /// `CallSid`; nil when it is none.
    var callID: String? { CallID(form["CallSid"] ?? "")?.value }

    /// The call; nil when the webhook does not name one and its number.
    var call: IncomingCall? {
        guard let callID, let to = number("To") ?? number("Called") else { return nil }
        return IncomingCall(
            id: callID, from: caller, to: to, forwardedFrom: number("ForwardedFrom"),
            isUnverified: form["StirVerstat"]?.hasPrefix("TN-Validation-Failed") ?? false)
    }

    /// The calling number, where it can be shown to others: Twilio refuses a caller id that is no whole number (13214).
    var caller: PhoneNumber? {
        guard let text = form["From"], !PhoneNumber.isWithheld(text), text.hasPrefix("+") else { return nil }
        return PhoneNumber(text)
    }

    /// The leg that Twilio dialled for another one says which that was.
    var parentCallID: String? { CallID(form["ParentCallSid"] ?? "")?.value }

    /// Whether the employee and the caller spoke with each other.
    var isBridged: Bool {
        ["completed", "answered"].contains(form["DialCallStatus"] ?? "") && form["DialBridged"] != "false"
    }

    /// Whether the caller is gone.
    var isOver: Bool {
        ["completed", "busy", "failed", "no-answer", "canceled"].contains(form["CallStatus"] ?? "")
    }

    /// What the employee is asked; a count of tries that is none of ours is the last one.
    var screening: ForwardingPrompts.Screening {
        ForwardingPrompts.Screening(
            language: form["language"] ?? "", isWithheld: form["withheld"] == "true",
            isUnverified: form["unverified"] == "true",
            tries: form["tries"].map { Int($0).flatMap { (0..<3).contains($0) ? $0 : nil } ?? 2 } ?? 0)
    }

    /// The recording that the webhook reports; nil when it reports none of this account.
    func recording(of account: String) -> FinishedRecording? {
        guard let callID, form["AccountSid"] == nil || form["AccountSid"] == account else { return nil }
        let last = form["RecordingUrl"]?.split(separator: "/").last.map(String.init)
        return FinishedRecording(
            callID: callID, id: form["RecordingSid"] ?? last ?? "",
            seconds: form["RecordingDuration"].flatMap { Int($0) })
    }

    private func number(_ name: String) -> PhoneNumber? {
        guard let text = form[name], !PhoneNumber.isWithheld(text) else { return nil }
        return PhoneNumber(text, defaultRegion: region)
    }
}
