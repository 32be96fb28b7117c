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

    /// The carrier forwards the call to another number.
    ///
    /// Carriers may tell where the call was forwarded from, in Twilio's `ForwardedFrom`, or keep it to themselves.
    case forwards(to: String, tells: Bool = true)

    /// It rings until somebody takes the handset; see ``SimulatedCall/callee(_:_:)``.
    case byHand
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
