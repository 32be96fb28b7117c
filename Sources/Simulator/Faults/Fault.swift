/// Something that goes wrong on demand.
public struct Fault: Sendable, Equatable {
    /// What goes wrong.
    public enum Kind: Sendable, Equatable {
        /// The answer comes late, and is otherwise right.
        case delay(Duration)

        /// An error answer in the vendor's shape, with the vendor's headers; nothing is done.
        ///
        /// - Parameters:
        ///   - status: The HTTP status.
        ///   - code: Okta's (`E0000119`) or Twilio's (`20429`) error code; the usual one of the status without it.
        case status(Int, code: String? = nil)

        /// A page of HTML with status 200, as a proxy gives.
        case html

        /// The first half of what would have been answered; what was asked for is done.
        case halfJSON

        /// The connection is closed; nothing is done.
        case cutBeforeAnswer

        /// What was asked for is done, then the connection is closed without an answer.
        case cutAfterReading

        /// No answer ever; nothing is done.
        case hang

        /// Accepted as if all were well, and never delivered; the vendor's report says so.
        ///
        /// - Parameter code: The vendor's code for the reason; a usual one without it.
        case undelivered(code: String? = nil)

        /// Refused in the midst of an answer that looks well: 8x8's `REJECTED` inside a 200, Azure's recipient without
        /// success inside a 202, Twilio's message that failed at once.
        ///
        /// - Parameter code: The vendor's code for the reason; a usual one without it.
        case rejected(code: String? = nil)

        /// Whether it is about what becomes of a message rather than about an answer.
        var isOutcome: Bool {
            switch self {
            case .undelivered, .rejected: true
            default: false
            }
        }
    }

    /// The server that it happens to.
    public var upstream: Upstream

    /// A piece of the paths that it happens to, such as `/verify`; `nil` for all.
    public var path: String?

    /// How often it happens; `nil` until faults are cleared.
    public var count: Int?

    /// What goes wrong.
    public var kind: Kind

    /// The HTTP method that it happens to, such as `POST`; `nil` for all.
    public var method: String?

    /// Only each so-many-th request meets it: 3 lets two pass and strikes the third.
    public var every: Int?

    /// How many requests have passed since it struck last.
    var passed = 0

    /// Makes a fault.
    public init(
        _ kind: Kind, at upstream: Upstream, path: String? = nil, count: Int? = nil, method: String? = nil,
        every: Int? = nil
    ) {
        self.method = method
        self.every = every
        self.kind = kind
        self.upstream = upstream
        self.path = path
        self.count = count
    }
}
