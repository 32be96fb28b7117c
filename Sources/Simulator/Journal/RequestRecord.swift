/// A server of the simulated world, or the service that it talks to.
public enum Upstream: String, Sendable, CaseIterable {
    /// Okta's management API.
    case okta

    /// Twilio's REST API.
    case twilio

    /// Twilio Verify.
    case verify

    /// 8x8's text messages.
    case eightByEightSMS = "8x8-sms"

    /// 8x8's calls.
    case eightByEightVoice = "8x8-voice"

    /// Azure Communication Services.
    case acs

    /// The internal API behind the account menu.
    case account

    /// The service under test, whose webhooks the simulated Twilio calls.
    case service
}

/// One HTTP request, as the log of the simulator keeps it: no header and no body, so no secret and no code.
public struct RequestRecord: Sendable, Equatable {
    /// Who was asked.
    public var upstream: Upstream

    /// The HTTP method.
    public var method: String

    /// The path as it was sent.
    public var path: String

    /// The query as it was sent, without its question mark.
    public var query: String?

    /// The status of the answer; `nil` when the connection ended without one.
    public var status: Int?

    /// The time from request to answer in milliseconds.
    public var milliseconds: Double
}
