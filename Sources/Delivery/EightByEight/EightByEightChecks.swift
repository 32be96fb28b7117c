public import HTTPTransport

extension EightByEightSMSSettings {
    /// Reads a message that cannot exist: 404 shows that key and subaccount are right.
    public func check(by transport: any HTTPTransport, deadline: ContinuousClock.Instant) async -> ProviderCheck {
        let request = access.get(baseURL, "messages/00000000-0000-0000-0000-000000000000", operation: "look")
        do {
            let response = try await VendorExchange.send(request, by: transport, deadline: deadline)
            guard (200..<300).contains(response.status) || response.status == 404 else {
                return .fails(EightByEightErrors.error(response).description)
            }
            return .works("key and subaccount are right")
        } catch {
            return .fails("it cannot be reached (\(error.providerCode ?? "-")): is its URL right?")
        }
    }
}

extension EightByEightVoiceSettings {
    /// Reads the subaccount's webhooks.
    public func check(by transport: any HTTPTransport, deadline: ContinuousClock.Instant) async -> ProviderCheck {
        let request = access.get(baseURL, "webhooks", operation: "look")
        return await VendorExchange.look(
            request, by: transport, deadline: deadline, error: EightByEightErrors.error
        ) { _ in .works("key and subaccount are right; whether the calling number is allowed, only a call shows") }
    }
}

extension EightByEightAccess {
    /// A GET of something of the subaccount's.
    fileprivate func get(_ baseURL: String, _ path: String, operation: String) -> OutboundRequest {
        OutboundRequest(
            method: "GET", url: "\(baseURL)/api/v1/subaccounts/\(PercentEncoding.encode(subaccount))/\(path)",
            headers: OutboundHeaders([("Authorization", "Bearer \(apiKey)"), ("Accept", "application/json")]),
            upstream: "8x8", operation: operation)
    }
}
