/// Something that happened to a call.
public enum CallEvent: Sendable, Equatable {
    /// The caller pressed keys, spoke, or did neither until the time ran out.
    case input(CallerInput)
    /// The call came round by itself: nothing was pressed while it waited.
    case cameRound
    /// The directory answered; `language` is the caller's own, when templates exist for it.
    case identified(CallerLookup, language: String?)
    /// Says whether a challenge may be made at all: false when the person is locked out.
    case admitted(Bool)
    case codeSent(CodeSendOutcome)
    case codeChecked(CodeCheckOutcome)
    case pushSent(PushSendOutcome)
    /// A push was asked about. Which one is named, since an earlier one of the same call may still be answered.
    case push(PushStatus, of: PushTransaction)
    /// The account was read; nil when that failed.
    case account(AccountSummary?)
    case transferEnded(TransferOutcome)
    case hungUp
}

/// What a caller did at a `<Gather>`.
public enum CallerInput: Sendable, Equatable {
    /// Keys without the one that finished them; may be any text, since nothing binds who sends it.
    case keys(String)
    case speech(String)
    case silence
}

/// What the machine wants to know from outside; the answer comes back as a ``CallEvent``.
public enum Question: Sendable, Equatable {
    case identify
    case admit(UserID)
    case sendCode(Factor, UserID)
    case checkCode(Passcode, Factor, UserID)
    case sendPush(Factor, UserID)
    case checkPush(PushTransaction)
    case readAccount(UserID)

    /// Whether asking twice could do something twice, so that the step has to be reserved first.
    public var reachesOutside: Bool {
        switch self {
        case .sendCode, .checkCode, .sendPush: true
        case .identify, .admit, .checkPush, .readAccount: false
        }
    }
}

/// What the machine wants done; nothing comes back.
public enum Effect: Sendable, Equatable {
    /// Ask Okta in the background and move the live call on when the push is answered.
    case watch(PushTransaction)
    case cancel(PushTransaction)
    case forgiveFailures(UserID)
    case note(Occurrence)
}

/// What goes into the audit trail.
public enum Occurrence: String, Sendable, Equatable, CaseIterable {
    case callerVerified, callerUnverifiable, codeWrong, attemptsExhausted, pushRejected, pushUnanswered, pushFailed
    case lockedOut, transferred, balanceRead
}

/// What a step of the machine gives.
public struct Transition: Sendable, Equatable {
    /// The call after the event.
    public let state: CallState
    /// What is to be done, in order, once the state is saved.
    public let effects: [Effect]
    /// How the call goes on.
    public let next: Continuation

    /// Makes a transition.
    public init(state: CallState, effects: [Effect], next: Continuation) {
        self.state = state
        self.effects = effects
        self.next = next
    }

    /// How the call goes on.
    public enum Continuation: Sendable, Equatable {
        /// The caller hears the state's prompt.
        case say(Prompt)
        /// An answer from outside is needed first.
        case ask(Question)
        /// Nobody listens any more.
        case nothing
    }
}

/// The rules of the house that the machine follows.
public struct CallPolicy: Sendable, Equatable {
    /// Wrong codes in one call before it ends.
    public var maximumWrongCodes: Int
    /// Pushes sent in one call.
    public var maximumPushes: Int
    /// Texts sent in one call.
    public var maximumCodes: Int
    /// Requests of one call before it ends: no call goes in circles for ever.
    public var maximumTurns: Int
    /// Seconds after which a push counts as unanswered.
    public var pushTimeout: Double
    /// Whether a push without a number to match verifies nobody.
    public var requiresPushNumber: Bool
    /// Whether there is somebody to transfer callers to.
    public var hasAgent: Bool

    /// Silences in a row before the call ends.
    public static let maximumSilences = 3
    /// Seconds between two texts to one person (Okta refuses sooner ones with E0000109).
    public static let resendInterval = 30.0
    /// Seconds until Okta is asked again whether a code that somebody else had sent is old enough for another.
    static let askInterval = 3.0

    /// Makes a policy; the defaults are those of the settings.
    public init(
        maximumWrongCodes: Int = 3, maximumPushes: Int = 3, maximumCodes: Int = 4,
        maximumTurns: Int = 200, pushTimeout: Double = 90,
        requiresPushNumber: Bool = false, hasAgent: Bool = true
    ) {
        self.maximumWrongCodes = maximumWrongCodes
        self.maximumPushes = maximumPushes
        self.maximumCodes = maximumCodes
        self.maximumTurns = maximumTurns
        self.pushTimeout = pushTimeout
        self.requiresPushNumber = requiresPushNumber
        self.hasAgent = hasAgent
    }
}
