/// What makes a planned call one that is placed by the REST API: it rings on a handset, and Twilio runs a document.
public struct OutgoingCall: Sendable, Equatable {
    /// What Twilio tells the status callback about.
    public enum Progress: String, Sendable, CaseIterable {
        /// The call was taken out of the queue.
        case initiated

        /// It rings.
        case ringing

        /// The person answered.
        case answered

        /// It is over.
        case completed
    }

    /// Who placed it.
    public var carrier: Carrier

    /// The document that the person hears; without it the plan's URL is asked.
    public var document: String?

    /// The method of the plan's URL.
    public var method: String

    /// The URL that is asked when the plan's URL fails.
    public var fallbackURL: String?

    /// The URL that is told of the progress.
    public var statusCallback: String?

    /// The method of that URL.
    public var statusMethod: String

    /// What it is told of.
    public var statusEvents: Set<Progress>

    /// How long it rings at most.
    public var timeout: Duration

    /// How long it lasts at most; `nil` for Twilio's four hours.
    public var timeLimit: Duration?

    /// Makes a call.
    public init(
        carrier: Carrier, document: String? = nil, method: String = "POST", fallbackURL: String? = nil,
        statusCallback: String? = nil, statusMethod: String = "POST", statusEvents: Set<Progress> = [.completed],
        timeout: Duration = .seconds(60), timeLimit: Duration? = nil
    ) {
        self.carrier = carrier
        self.document = document
        self.method = method
        self.fallbackURL = fallbackURL
        self.statusCallback = statusCallback
        self.statusMethod = statusMethod
        self.statusEvents = statusEvents
        self.timeout = timeout
        self.timeLimit = timeLimit
    }
}

/// What the person does whose handset rings.
public enum CalleeBehaviour: Sendable, Equatable {
    /// Answers after a while.
    case answers(after: Duration = .seconds(2))

    /// Is on another call.
    case busy

    /// Lets it ring.
    case doesNotAnswer

    /// Cannot be reached.
    case failed
}
