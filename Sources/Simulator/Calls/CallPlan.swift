/// A call that is to be placed.
public struct CallPlan: Sendable, Equatable {
    /// The calling number in E.164, or what Twilio sends for a withheld one, such as `anonymous`.
    public var from: String

    /// The number that is called; the account's own without it.
    public var to: String?

    /// What `StirVerstat` says, such as `TN-Validation-Passed-A`; not sent without it.
    public var stirVerstat: String?

    /// The number that forwarded the call, E.164.
    public var forwardedFrom: String?

    /// Parameters that are sent besides, or instead of the usual ones of the same name.
    public var parameters: [FormField]

    /// The voice URL; that of the service under test without it.
    public var url: String?

    /// The numbers of the account that the call came through.
    var path: [String] = []

    /// What makes it a call to a handset, rather than from one.
    public var outgoing: OutgoingCall?

    /// Plans a call.
    public init(
        from: String, to: String? = nil, stirVerstat: String? = nil, forwardedFrom: String? = nil,
        parameters: [FormField] = [], url: String? = nil, outgoing: OutgoingCall? = nil
    ) {
        self.from = from
        self.to = to
        self.stirVerstat = stirVerstat
        self.forwardedFrom = forwardedFrom
        self.parameters = parameters
        self.url = url
        self.outgoing = outgoing
    }
}
