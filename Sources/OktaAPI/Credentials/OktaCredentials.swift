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

    /// Takes from an answer what later requests have to bring.
    func note(_ answer: OutboundResponse) async

    /// Forgets what is cached, after Okta refused it with 401.
    ///
    /// - Parameters:
    ///   - request: The request as it was sent; others may have had the refused token replaced meanwhile.
    ///   - answer: The refusal.
    /// - Returns: Whether asking again may help.
    func invalidate(_ request: OutboundRequest, refusedWith answer: OutboundResponse) async -> Bool
}

extension OktaCredentials {
    /// Takes nothing from an answer.
    public func note(_ answer: OutboundResponse) async {}
}
