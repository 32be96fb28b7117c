/// What happens when a number is called by `<Dial>`.
public enum DialledBehaviour: Sendable, Equatable {
    /// The person answers, presses keys where they are asked for some, and hangs up after a while.
    ///
    /// The person talks until the caller hangs up when `talkingFor` is `nil`.
    case answers(after: Duration = .seconds(3), presses: String = "1", talkingFor: Duration? = .seconds(5))

    /// The person's own voicemail answers: it presses nothing, and records whatever it hears.
    case voicemail(after: Duration = .seconds(15))

    /// The person answers and hangs up while they are being asked.
    case hangsUp(after: Duration = .seconds(3))

    /// The line is busy, or the person declines.
    case busy

    /// Nobody answers.
    case doesNotAnswer

    /// The number cannot be reached.
    case failed

    /// The carrier forwards the call to another number, without anybody answering it.
    case forwards(to: String, tells: ForwardingNews = .forwarder)

    /// A machine answers, presses keys where it is asked for some, and calls another number with the caller's number
    /// shown: an app or a branch exchange that forwards calls.
    ///
    /// Unlike a forwarding carrier it ends the ringing before it calls on. The number must be one of the account.
    case callsOn(to: String, after: Duration = .milliseconds(500), presses: String = "1")

    /// It rings until somebody takes the handset; see ``SimulatedCall/callee(_:_:)``.
    case byHand
}

/// What a carrier that forwards a call tells of it, in Twilio's `ForwardedFrom`.
public enum ForwardingNews: String, Sendable, Equatable, CaseIterable {
    /// Nothing.
    case nothing

    /// The number that is forwarded.
    case forwarder

    /// The number that the caller dialled in the first place, which may be one of the account.
    case dialled
}

/// What somebody does whose telephone rings.
public enum DialledAction: Sendable, Equatable {
    /// Takes the call.
    case answer

    /// Declines it.
    case decline

    /// Presses a key.
    case key(Character)

    /// Hangs up.
    case hangUp
}

/// A leg of a call that leads to another number of the account.
struct LegConnection: Sendable, Equatable {
    var legSID: String
    var plan: CallPlan
}

/// What becomes of a leg that leads to another number of the account.
enum LegNews: Sendable, Equatable {
    case answered
    case ended(status: String)
}
