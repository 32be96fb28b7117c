public import HTTPTransport

/// What proves to Okta who asks.
///
/// A request is authorised anew each time it is sent: a proof of possession (DPoP) is bound to method and URL and good
/// for one request. What is cached is the implementation's own affair; it has its transport from its composition.
public protocol OktaCredentials: Sendable {
    /// Adds what proves it to a request.
    ///
    /// - Parameters:
    ///   - request: Complete but for this; method and URL do not change any more.
    ///   - deadline: When the request is of no use any more, should a token have to be fetched first.
    /// - Throws: ``OktaError``, when there is nothing to prove it with; the request is not sent then.
    func authorize(_ request: inout OutboundRequest, deadline: ContinuousClock.Instant) async throws(OktaError)

    /// Forgets what is cached, after Okta refused it.
    ///
    /// - Returns: Whether asking again may help.
    func invalidate() async -> Bool
}
