public import HTTPTransport

/// What a look at a provider showed, without sending anything.
public enum ProviderCheck: Sendable, Hashable {
    /// It would take messages.
    case works(String)
    /// It may not, or not all of them.
    case doubtful(String)
    /// It would take none.
    case fails(String)
    /// There is no harmless way to find out.
    case unknown
}

extension ProviderSettings {
    /// Looks at the provider by harmless reads; a vendor that has none leaves this as it is.
    ///
    /// - Parameters:
    ///   - transport: What asks.
    ///   - deadline: When the answer is of no use any more.
    /// - Returns: What was found, in words that are safe to print.
    public func check(by transport: any HTTPTransport, deadline: ContinuousClock.Instant) async -> ProviderCheck {
        .unknown
    }
}

extension VendorExchange {
    /// Asks a question whose answer of 2xx is good, and turns every other one into words.
    ///
    /// - Parameters:
    ///   - request: The question.
    ///   - transport: What asks.
    ///   - deadline: When the answer is of no use any more.
    ///   - error: Reads an answer that is no success.
    ///   - judge: Reads one that is.
    /// - Returns: What was found.
    static func look(
        _ request: OutboundRequest, by transport: any HTTPTransport, deadline: ContinuousClock.Instant,
        error: (OutboundResponse) -> DeliveryError, judge: (OutboundResponse) -> ProviderCheck
    ) async -> ProviderCheck {
        do {
            let response = try await send(request, by: transport, deadline: deadline)
            return (200..<300).contains(response.status) ? judge(response) : .fails(error(response).description)
        } catch {
            return .fails("it cannot be reached (\(error.providerCode ?? "-")): is its URL right?")
        }
    }
}
