/// How far the work on numbers is, for those who watch.
public enum NumbersProgress: Sendable, Equatable {
    /// So many numbers were read from Twilio.
    case numbers(Int)
    /// So many people were read from Okta.
    case people(Int)
    /// What was asked did not work, as the text says, and is asked again after a while.
    case again(String)
    /// So many of all actions are over; the text says what the last one was, without a full number.
    case action(done: Int, of: Int, String)
}

/// Is told how far the work is.
public typealias NumbersWatcher = @Sendable (NumbersProgress) -> Void
