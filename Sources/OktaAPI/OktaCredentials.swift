public import HTTPTransport

/// What proves to Okta who asks.
public protocol OktaCredentials: Sendable {
    /// Adds what proves it to a request.
    func authorize(_ request: inout OutboundRequest, deadline: ContinuousClock.Instant) async throws(OktaError)

    /// Forgets what is cached, after Okta refused it.
    ///
    /// - Returns: Whether asking again may help.
    func invalidate() async -> Bool
}

/// An API token (SSWS).
public struct SSWSToken: OktaCredentials, CustomStringConvertible {
    private let token: String

    /// - Parameter token: The token, without its scheme.
    public init(_ token: String) { self.token = token }

    public func authorize(_ request: inout OutboundRequest, deadline: ContinuousClock.Instant) async throws(OktaError) {
        request.headers["Authorization"] = "SSWS \(token)"
    }

    public func invalidate() async -> Bool { false }

    /// Shows nothing of the token.
    public var description: String { "SSWSToken(••••)" }
}
