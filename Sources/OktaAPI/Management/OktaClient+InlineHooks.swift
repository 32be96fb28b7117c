import HTTPTransport
public import JSON

extension OktaClient {
    /// The type of the telephony inline hook.
    public static let telephonyHookType = "com.okta.telephony.provider"

    /// Lists the telephony hooks; one of them is active at most.
    ///
    /// - Throws: ``OktaError``.
    public func telephonyHooks(deadline: ContinuousClock.Instant) async throws(OktaError) -> [OktaObject] {
        let path = "/api/v1/inlineHooks?type=\(Self.telephonyHookType)"
        return try await list(path, operation: "inlineHooks", deadline: deadline)
    }

    /// Makes a telephony hook, active.
    ///
    /// - Parameters:
    ///   - name: What administrators see.
    ///   - channel: Where it leads, with its secret.
    ///   - deadline: When it is no use any more.
    /// - Returns: The hook; Okta does not give the secret back.
    /// - Throws: ``OktaError``.
    public func createTelephonyHook(
        name: String, channel: JSONValue, deadline: ContinuousClock.Instant
    ) async throws(OktaError) -> OktaObject {
        let hook: JSONValue = [
            "name": .text(name), "type": .text(Self.telephonyHookType), "version": "1.0.0", "channel": channel,
        ]
        let answer = try await manage("POST", "/api/v1/inlineHooks", hook, operation: "inlineHooks", deadline: deadline)
        return try Self.decode(answer)
    }

    /// Writes an inline hook anew; its type stays.
    ///
    /// - Throws: ``OktaError``.
    public func replaceInlineHook(
        id: String, name: String, channel: JSONValue, deadline: ContinuousClock.Instant
    ) async throws(OktaError) {
        let hook: JSONValue = ["name": .text(name), "version": "1.0.0", "channel": channel]
        _ = try await manage("PUT", Self.inlineHook(id), hook, operation: "inlineHooks", deadline: deadline)
    }

    /// Makes an inline hook active.
    ///
    /// - Throws: ``OktaError``.
    public func activateInlineHook(id: String, deadline: ContinuousClock.Instant) async throws(OktaError) {
        _ = try await manage(
            "POST", Self.inlineHook(id) + "/lifecycle/activate", operation: "inlineHooks", deadline: deadline)
    }

    /// Makes an inline hook inactive.
    ///
    /// - Throws: ``OktaError``.
    public func deactivateInlineHook(id: String, deadline: ContinuousClock.Instant) async throws(OktaError) {
        _ = try await manage(
            "POST", Self.inlineHook(id) + "/lifecycle/deactivate", operation: "inlineHooks", deadline: deadline)
    }

    /// Has Okta send a request to a hook, as in earnest, and give back what it answered.
    ///
    /// - Returns: The hook's answer, when Okta finds it well-formed.
    /// - Throws: ``OktaError``; ``OktaError/Code/refusedRequest`` when the hook's answer is none, or did not come.
    public func executeInlineHook(
        id: String, request: JSONValue, deadline: ContinuousClock.Instant
    ) async throws(OktaError) -> JSONValue {
        let answer = try await manage(
            "POST", Self.inlineHook(id) + "/execute", request, operation: "inlineHooks", deadline: deadline)
        return try Self.json(answer)
    }

    private static func inlineHook(_ id: String) -> String { "/api/v1/inlineHooks/\(PercentEncoding.encode(id))" }
}
