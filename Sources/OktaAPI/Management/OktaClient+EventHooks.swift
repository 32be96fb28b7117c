import HTTPTransport
public import JSON

extension OktaClient {
    /// Lists the event hooks.
    ///
    /// - Throws: ``OktaError``.
    public func eventHooks(deadline: ContinuousClock.Instant) async throws(OktaError) -> [OktaObject] {
        try await list("/api/v1/eventHooks", operation: "eventHooks", deadline: deadline)
    }

    /// Makes an event hook; it gets no events before it is verified.
    ///
    /// - Throws: ``OktaError``.
    public func createEventHook(
        _ hook: JSONValue, deadline: ContinuousClock.Instant
    ) async throws(OktaError) -> OktaObject {
        let answer = try await manage("POST", "/api/v1/eventHooks", hook, operation: "eventHooks", deadline: deadline)
        return try Self.decode(answer)
    }

    /// Writes an event hook anew.
    ///
    /// - Returns: The hook, whose verification may have been lost.
    /// - Throws: ``OktaError``.
    public func replaceEventHook(
        id: String, with hook: JSONValue, deadline: ContinuousClock.Instant
    ) async throws(OktaError) -> OktaObject {
        let answer = try await manage("PUT", Self.eventHook(id), hook, operation: "eventHooks", deadline: deadline)
        return try Self.decode(answer)
    }

    /// Makes an event hook active.
    ///
    /// - Throws: ``OktaError``.
    public func activateEventHook(id: String, deadline: ContinuousClock.Instant) async throws(OktaError) {
        _ = try await manage(
            "POST", Self.eventHook(id) + "/lifecycle/activate", operation: "eventHooks", deadline: deadline)
    }

    /// Has Okta ask the endpoint of an event hook whether it is ours.
    ///
    /// - Throws: ``OktaError``; ``OktaError/Code/refusedRequest`` when it did not answer as it should.
    public func verifyEventHook(id: String, deadline: ContinuousClock.Instant) async throws(OktaError) {
        _ = try await manage(
            "POST", Self.eventHook(id) + "/lifecycle/verify", operation: "eventHooks", deadline: deadline)
    }

    private static func eventHook(_ id: String) -> String { "/api/v1/eventHooks/\(PercentEncoding.encode(id))" }
}
