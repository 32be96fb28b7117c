/// Something that happened in the simulated world.
public enum SimulatorEvent: Sendable, Equatable {
    /// A call began.
    case callBegan(sid: String, from: String, to: String)

    /// A call ended.
    case callEnded(sid: String, CallEnding)

    /// Something was said or done in a call.
    case line(callSID: String, TranscriptLine)

    /// A call or a text went round between numbers of the account; the numbers in order.
    case loop(numbers: [String])

    /// A text message reached a handset.
    case message(userID: String, HandsetMessage)

    /// A push prompt appeared on a handset, or its state changed.
    case push(userID: String, PushPrompt)

    /// A request was answered, by the simulator or by the service under test.
    case request(RequestRecord)
}

/// An event with its place in the order of all events.
public struct NumberedEvent: Sendable, Equatable {
    /// Its place: 1 is the first.
    public var number: Int

    /// What happened.
    public var event: SimulatorEvent
}
