public import HTTPTransport

/// An API token (https://developer.okta.com/docs/guides/create-an-api-token).
public struct SSWSToken: OktaCredentials {
    private let token: String

    /// Takes a token.
    ///
    /// - Parameter token: The token, without its scheme.
    public init(_ token: String) { self.token = token }

    /// Adds `Authorization: SSWS …`.
    public func authorize(_ request: inout OutboundRequest, deadline: ContinuousClock.Instant) async throws(OktaError) {
        request.headers["Authorization"] = "SSWS \(token)"
    }

    /// Says that there is no other token to try.
    public func invalidate(_ request: OutboundRequest, refusedWith answer: OutboundResponse) async -> Bool { false }
}

extension SSWSToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Shows nothing of the token.
    public var description: String { "SSWSToken(••••)" }
    /// Shows nothing of the token.
    public var debugDescription: String { description }
    /// Shows nothing of the token.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
