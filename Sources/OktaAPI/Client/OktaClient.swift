public import Clocks
public import HTTPTransport

/// Okta's management API, as far as it is used.
///
/// Reads are repeated once after a failure that passes, if the wait is short: a caller is on the line. A `verify` is
/// repeated only when nothing of it was sent; a second one would send another message, or count another wrong code.
public struct OktaClient: Sendable {
    let orgURL: String
    let credentials: any OktaCredentials
    let transport: any HTTPTransport
    let budget: RateLimitBudget
    let userAgent: String
    let timing: Timing

    /// The organisation's address, without a slash at its end.
    public var organisation: String { orgURL }

    /// How long a caller is kept waiting for a rate limit.
    static let longestWait: Duration = .seconds(4)

    /// Makes a client.
    ///
    /// - Parameters:
    ///   - orgURL: `https://acme.okta.com`, without a slash at its end.
    ///   - credentials: What proves who asks.
    ///   - transport: What sends.
    ///   - budget: What is left of Okta's limits.
    ///   - userAgent: Required by pushes, and shown to the person.
    ///   - timing: The clocks to go by.
    public init(
        orgURL: String, credentials: any OktaCredentials, transport: any HTTPTransport, budget: RateLimitBudget,
        userAgent: String, timing: Timing = .real
    ) {
        self.orgURL = orgURL
        self.credentials = credentials
        self.transport = transport
        self.budget = budget
        self.userAgent = userAgent
        self.timing = timing
    }
}
