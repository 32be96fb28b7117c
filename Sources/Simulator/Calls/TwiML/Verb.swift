/// What a TwiML document tells Twilio to do next.
enum Verb: Sendable, Equatable {
    case say(Speech)
    case play(Sound)
    case pause(Duration)
    case gather(Gather)
    case redirect(url: String, method: String)
    case dial(Dial)
    case enqueue(Enqueue)
    case record(Record)
    case hangup
    case leave
    case reject(reason: String)

    /// A verb that TwiML knows and the simulator does not execute.
    case unsupported(String)
}

/// Words that are spoken.
struct Speech: Sendable, Equatable {
    /// The words as a listener would write them down.
    var text: String

    /// How long it takes to say them once at normal speed.
    var duration: Duration
    var language: String?
    var voice: String?

    /// How often; TwiML's 0 has become 1000.
    var loop: Int
}

/// A sound file or keypad tones that are played.
struct Sound: Sendable, Equatable {
    var description: String
    var duration: Duration
    var loop: Int
}

/// A wait for keys or words.
struct Gather: Sendable, Equatable {
    var takesKeys = true
    var takesSpeech = false
    var action: String?
    var method = "POST"
    var timeout: Duration = .seconds(5)
    var numDigits: Int?

    /// The key that ends the input; `nil` when none does.
    var finishOnKey: Character? = "#"
    var actionOnEmptyResult = false

    /// The silence that ends speech.
    var speechTimeout: Duration = .seconds(5)
    var letsBargeIn = true
    var prompts: [Verb] = []
}

/// A connection to someone else.
struct Dial: Sendable, Equatable {
    /// Whom to call.
    struct Target: Sendable, Equatable {
        var address: String
        var headers: [FormField] = []

        /// Whether the address is a phone number.
        var isNumber = false

        /// The document that is run on the side of who was called, before they are connected.
        var url: String?
        var method = "POST"
        var statusCallback: String?
        var statusCallbackMethod = "POST"
        var statusCallbackEvents: Set<String> = ["completed"]
    }

    var targets: [Target] = []
    var action: String?
    var method = "POST"
    var timeout: Duration = .seconds(30)
    var timeLimit: Duration = .seconds(14_400)
    var callerID: String?
    var hangsUpOnStar = false

    /// Whether the caller's side is answered only when the connection is made.
    var answersOnBridge = false
    var isRecorded = false
    var recordingCallback: String?
}

/// A place in a queue.
struct Enqueue: Sendable, Equatable {
    var queue: String
    var workflowSID: String?

    /// The JSON of the task's attributes, as it was written.
    var attributes: String?
    var action: String?
    var method = "POST"
}

/// A recording of the caller.
struct Record: Sendable, Equatable {
    var action: String?
    var method = "POST"
    var timeout: Duration = .seconds(5)
    var maxLength: Duration = .seconds(3600)
    var finishOnKeys = "1234567890*#"
    var callback: String?
    var callbackMethod = "POST"
    var callbackEvents: Set<String> = ["completed"]
}
