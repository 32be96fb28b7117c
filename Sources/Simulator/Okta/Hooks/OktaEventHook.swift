import Foundation

/// Sends the org's events to its event hook: first the one-time proof, then batches.
///
/// Source: https://developer.okta.com/docs/concepts/event-hooks/.
actor OktaEventHook {
    // Okta waits so long, and tries once more after a failure that is not the endpoint's refusal.
    private static let limit = Duration.seconds(3)

    let clock: any SimulationClock
    let random: RandomSource
    let requests: OutgoingRequests
    let issuer: OktaIssuer
    let errands: Errands
    let habits: @Sendable () -> ReportHabits
    private(set) var verifiedURL: String?
    private var waiting: [JSON] = []
    private var isCollecting = false

    init(
        clock: any SimulationClock, random: RandomSource, requests: OutgoingRequests, issuer: OktaIssuer,
        errands: Errands, habits: @escaping @Sendable () -> ReportHabits
    ) {
        self.clock = clock
        self.random = random
        self.requests = requests
        self.issuer = issuer
        self.errands = errands
        self.habits = habits
    }

    /// Takes an event; those of the next moments travel with it.
    func publish(_ event: OktaEvent, to hook: OktaHook, orgURL: String) async {
        waiting.append(event.json(id: random.uuid(), date: clock.date, requestID: "req" + random.letters(21)))
        guard !isCollecting else { return }
        isCollecting = true
        await errands.run {
            try? await self.clock.sleep(until: self.clock.now + self.habits().delay)
            guard !Task.isCancelled else { return }
            await self.deliver(to: hook, orgURL: orgURL)
        }
    }

    /// Asks the endpoint to prove that it is the service's, by a GET with a challenge.
    ///
    /// - Returns: Whether it did; a hook that has done so is not asked again.
    func verify(_ hook: OktaHook) async -> Bool {
        let url = hook.url(at: requests.service.value)
        if verifiedURL == url { return true }
        let challenge = random.letters(43)
        var request = OutgoingRequest(method: "GET", url: url, headers: await hook.headers(issuer: issuer))
        request.headers.append(FormField("X-Okta-Verification-Challenge", challenge))
        guard case .answer(200, _, let body) = await send(request) else { return false }
        guard JSON(body)?["verification"] == .string(challenge) else { return false }
        verifiedURL = url
        return true
    }

    private func deliver(to hook: OktaHook, orgURL: String) async {
        isCollecting = false
        let events = waiting
        waiting = []
        guard await verify(hook) else { return }
        let now = OktaRendering.date(clock.date)
        let body: JSON = [
            "eventType": "com.okta.event_hook", "eventTypeVersion": "1.0", "cloudEventsVersion": "0.1",
            "source": .string("\(orgURL)/api/v1/eventHooks/\(hook.id)"), "eventId": .string(random.uuid()),
            "eventTime": .string(now), "contentType": "application/json", "data": ["events": .array(events)],
        ]
        let headers = await hook.headers(issuer: issuer)
        let request = OutgoingRequest(
            url: hook.url(at: requests.service.value), headers: headers, body: body.bytes)
        for _ in 0..<max(habits().times, 1) { _ = await send(request) }
    }

    /// Sends with one retry, unless the endpoint has refused.
    private func send(_ request: OutgoingRequest) async -> OutgoingReply {
        let reply = await requests.send(request, within: Self.limit)
        switch reply.status {
        case .some(200..<300), .some(400..<500): return reply
        default: return await requests.send(request, within: Self.limit)
        }
    }
}

/// Something that happened in the org, as its System Log has it.
struct OktaEvent: Sendable {
    var type: String
    var message: String
    var user: SimulatedUser
    var isSuccess: Bool
    var reason: String?

    /// The factor as the log names it, `SMS_FACTOR`.
    var factor: String?

    /// The event as the hook gets it.
    func json(id: String, date: Date, requestID: String) -> JSON {
        let person: JSON = [
            "id": .string(user.id), "type": "User", "alternateId": .string(user.login),
            "displayName": .string(user.name), "detailEntry": nil,
        ]
        var debugData: [String: JSON] = [
            "requestId": .string(requestID), "requestUri": .string("/api/v1/users/\(user.id)/factors/verify"),
        ]
        debugData["factor"] = factor.map(JSON.string)
        return [
            "uuid": .string(id), "published": .string(OktaRendering.date(date)), "eventType": .string(type),
            "version": "0", "displayMessage": .string(message), "severity": "INFO",
            "client": ["ipAddress": "127.0.0.1", "userAgent": nil, "zone": "null", "device": "Unknown"],
            "actor": person, "outcome": ["result": isSuccess ? "SUCCESS" : "FAILURE", "reason": .optional(reason)],
            "target": [person], "transaction": ["type": "WEB", "id": .string(requestID), "detail": [:]],
            "debugContext": ["debugData": .object(debugData)],
            "authenticationContext": ["authenticationProvider": "FACTOR_PROVIDER", "externalSessionId": "unknown"],
            "securityContext": [:],
        ]
    }
}

extension SimulatedFactor {
    /// The factor as the System Log names it.
    var eventName: String {
        switch kind {
        case .sms: "SMS_FACTOR"
        case .call: "CALL_FACTOR"
        case .push: "OKTA_VERIFY_PUSH"
        case .totp: "OKTA_SOFT_TOKEN"
        case .googleTOTP: "GOOGLE_AUTHENTICATOR"
        }
    }
}
