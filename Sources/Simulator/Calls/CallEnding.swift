/// How and when a call ended.
public struct CallEnding: Sendable, Equatable {
    /// Why a call ended.
    public enum Reason: Sendable, Equatable {
        /// The caller, or the person who was called, hung up.
        case callerHungUp

        /// The handset rang in vain; Twilio's word: `no-answer`, `busy`, `failed` or `canceled`.
        case notAnswered(String)

        /// The call had lasted as long as it was allowed to.
        case timeLimit

        /// The document said `<Hangup>`.
        case hungUp

        /// The document had nothing more to say.
        case documentFinished

        /// The document said `<Reject>`.
        case rejected(String)

        /// Twilio's REST API was told to end the call.
        case completedByREST

        /// Something was wrong with an answer of the service; Twilio's error code.
        case applicationError(Int)
    }

    /// Why the call ended.
    public var reason: Reason

    /// How long the call lasted.
    public var duration: Duration
}
