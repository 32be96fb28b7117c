/// What Twilio needs to know of a number to handle its calls.
public struct CallSettings: Sendable, Equatable {
    /// The account; its auth token signs the webhooks.
    public var account: TwilioAccount

    /// The voice URL, as Twilio knows it.
    public var voiceURL: String

    /// The method of the voice URL, `POST` or `GET`.
    public var voiceMethod: String

    /// The URL that is asked when the voice URL fails.
    public var fallbackURL: String?

    /// The URL that is told when a call has ended.
    public var statusCallbackURL: String?

    /// How many times faster than usual the bot speaks and pauses.
    public var speechSpeed: Double

    /// What the human agent does.
    public var agent: AgentBehaviour

    /// What happens on each number that is dialled; where nothing is planned, what the agent does.
    public var dialPlans: [String: DialledBehaviour] = [:]

    /// What an action is told when somebody answered and was not connected, as when they declined to press a key.
    ///
    /// Twilio's documentation leaves open whether that is `no-answer` or `completed`, so a service must cope with both.
    public var unconnectedStatus = "no-answer"

    /// Through how many numbers of the account a call may go before it counts as a loop.
    public var maximumHops = 10

    /// The numbers of the account; with them, an unknown `callerId` is refused.
    var ownNumbers: Set<String>?

    /// Where Twilio's REST API is, on which the URLs of recordings are built.
    var restURL = "https://api.twilio.com"

    /// What the person does whose handset rings.
    public var callee: CalleeBehaviour

    /// Makes settings.
    public init(
        account: TwilioAccount = TwilioAccount(), voiceURL: String, voiceMethod: String = "POST",
        fallbackURL: String? = nil, statusCallbackURL: String? = nil, speechSpeed: Double = 1,
        agent: AgentBehaviour = .answers(), callee: CalleeBehaviour = .answers()
    ) {
        self.account = account
        self.voiceURL = voiceURL
        self.voiceMethod = voiceMethod
        self.fallbackURL = fallbackURL
        self.statusCallbackURL = statusCallbackURL
        self.speechSpeed = speechSpeed
        self.agent = agent
        self.callee = callee
    }
}

/// What the human agent does when a call is put through.
public enum AgentBehaviour: Sendable, Equatable {
    /// Answers after a while, talks, and hangs up; talks until the caller hangs up when `talkingFor` is `nil`.
    case answers(after: Duration = .seconds(2), talkingFor: Duration? = .seconds(5))

    /// Is on another call.
    case busy

    /// Lets it ring.
    case doesNotAnswer

    /// Cannot be reached.
    case failed
}

/// Whom a call was put through to.
public struct DialledLeg: Sendable, Equatable {
    /// The number or SIP URI, without headers.
    public var address: String

    /// The headers that a SIP URI carried.
    public var headers: [FormField]

    /// The caller ID that the document asked for.
    public var callerID: String?
}

/// A task that a call became in a queue.
public struct QueuedTask: Sendable, Equatable {
    /// The name of the queue; empty with a workflow.
    public var queue: String

    /// The workflow that was to take the task.
    public var workflowSID: String?

    /// The JSON of the task's attributes, as the document had it.
    public var attributes: String?
}
