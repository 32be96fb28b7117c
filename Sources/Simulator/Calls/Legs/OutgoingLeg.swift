/// The other side of a `<Dial>`: a telephone that rings, is answered, hears a document of its own, is connected.
struct OutgoingLeg: Sendable {
    /// How far it has got.
    enum Phase: Sendable, Equatable {
        case ringing

        /// The document of the number's `url` is being run.
        case screening
        case connected
        case ended(status: String)
    }

    let sid: String
    let target: Dial.Target
    let from: String
    let began: Duration

    /// What the numbers of its requests begin after.
    let requestBase: Int
    var phase: Phase = .ringing
    var answered: Duration?

    /// The number that the call really reaches, when a carrier forwards it.
    var reached: String

    /// Whether it is a call to a number of the account, which decides by itself when it answers and ends.
    var isOwn = false

    /// The document that is run on this side: none or one.
    var screening: [CallMachine] = []

    /// The keys that will still be pressed, and when the next one is.
    var keys: [Character] = []
    var pressAt: Duration?

    /// When the person hangs up while they are being asked.
    var leaveAt: Duration?
    var sequence = 0

    var isEnded: Bool { if case .ended = phase { true } else { false } }

    /// Twilio's word for the state of the call.
    var status: String {
        switch phase {
        case .ringing: "ringing"
        case .screening, .connected: "in-progress"
        case .ended(let status): status
        }
    }
}

/// A call that `<Dial>` made, as a test sees it.
public struct DialledCall: Sendable, Equatable {
    /// The SID of the leg, `CA` and 32 hexadecimal digits.
    public var sid: String

    /// The number or address that was dialled.
    public var to: String

    /// The caller ID that was shown.
    public var from: String

    /// Twilio's word for its state: `ringing`, `in-progress`, `completed`, `busy`, `no-answer`, `failed`, `canceled`.
    public var status: String

    /// Whether the call has been answered.
    public var isAnswered: Bool

    /// Whether keys would be taken now on this side.
    public var isListening: Bool

    /// The requests for the document that was run on this side, with the answers.
    public var webhooks: [WebhookExchange]

    init(_ leg: OutgoingLeg) {
        sid = leg.sid
        to = leg.target.address
        from = leg.from
        status = leg.status
        isAnswered = leg.answered != nil
        isListening = leg.phase == .screening && leg.screening.first?.isListening ?? false
        webhooks = leg.screening.first?.exchanges ?? []
    }
}

extension CallMachine {
    /// The calls that `<Dial>` made so far.
    var dialledCalls: [DialledCall] {
        var all = pastLegs
        if case .dialling(let state) = activity { all += state.legs }
        return all.map(DialledCall.init)
    }
}

/// How a call reaches another one, and is told what became of it.
struct LegExchange: Sendable {
    /// Places the call of a leg.
    var connect: @Sendable (LegConnection, SimulatedCall) async -> Void

    /// Ends the call of a leg.
    var disconnect: @Sendable (_ legSID: String) async -> Void

    /// Tells the call that this one is a leg of; `nil` where it is none.
    var report: (@Sendable (LegNews) async -> Void)?
}
