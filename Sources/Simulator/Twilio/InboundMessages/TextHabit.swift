/// What a mobile does by itself with every text that reaches it.
public enum TextHabit: Sendable, Equatable {
    /// Answers, as when its owner drives.
    case answers(String)

    /// Sends it on to another number, from its own, as an app does that forwards texts.
    ///
    /// The number must be one of the account.
    case forwards(to: String)
}

/// How far texts may go round before they are stopped.
public struct TextLimits: Sendable, Equatable {
    /// How many numbers of the account a text may go through before the simulator calls it a loop.
    public var hops = 10

    /// How many answers to webhooks may go between two numbers, each within thirty seconds of the one before; `nil` for
    /// any number, as where texts are sent by the REST API.
    ///
    /// Twilio stops at fifteen, with 14107.
    public var answers: Int? = 15
}
